from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.tuning import PROFILES, Profile, bucket_of, mode_of, profile_of


@pytest.mark.parametrize(
    ("card_gib", "profile"), [(24, "roomy"), (16, "roomy"), (12, "tight"), (8, "small"), (6, "small")]
)
def test_a_card_gets_the_profile_that_it_has_the_memory_for(card_gib: float, profile: str) -> None:
    told = card_gib * 0.97  # a card says a little less than is written on it

    assert profile_of("auto", told) == next(one for name, one in PROFILES.items() if name == profile)


def test_a_device_in_main_memory_saves_nothing_and_the_owner_goes_before_the_card() -> None:
    assert profile_of("auto", None) == Profile()
    assert profile_of("small", 80) == PROFILES["small"]


def test_compiling_is_for_cuda_unless_the_owner_says_otherwise() -> None:
    assert mode_of("auto", "cuda") == "default"
    assert mode_of("auto", "cpu") is None
    assert mode_of("off", "cuda") is None
    assert mode_of("max-autotune", "cpu") == "max-autotune"


@given(rows=st.integers(1, 100))
def test_buckets_are_few_and_never_too_small(rows: int) -> None:
    bucket = bucket_of(rows)

    assert rows <= bucket < 2 * rows + (rows == 1)
    assert bucket_of(bucket) == bucket
    assert len({bucket_of(count) for count in range(1, 25)}) == 6
