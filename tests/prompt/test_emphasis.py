from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.prompt.emphasis import ALONE, HEAVIEST, LIGHTEST, weigh


def test_the_best_is_heaviest_and_the_worst_lightest() -> None:
    assert weigh([0.1, 0.9, 0.5]) == [LIGHTEST, HEAVIEST, 1.2]


def test_equals_weigh_the_same() -> None:
    assert weigh([0.4]) == [ALONE]
    assert weigh([0.4, 0.4]) == [ALONE, ALONE]
    assert weigh([]) == []


def test_a_small_difference_takes_a_small_part_of_the_range() -> None:
    assert weigh([0.4, 0.5], least_spread=0.3) == [1.15, 1.25]


@given(st.lists(st.floats(-1, 1)))
def test_weights_keep_the_order_and_the_range(scores: list[float]) -> None:
    weights = weigh(scores)

    assert all(LIGHTEST <= weight <= HEAVIEST for weight in weights)
    pairs = sorted(zip(scores, weights, strict=True))
    assert [weight for _, weight in pairs] == sorted(weights)
