from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.pace import Pace
from bot.requests import cost
from tests.makers import a_request

SMALL = Pace(128 * 128 / 1e6, ((1, 17.0), (2, 27.0), (4, 40.0), (8, 60.0), (16, 99.0), (32, 197.0)), 0.02)
FLAT = Pace(1.048576, ((1, 23.0), (2, 40.0), (4, 78.0), (8, 154.0)), 0.03)
PACES = st.builds(
    lambda first, growth: Pace(1.0, tuple((2**index, first * growth**index) for index in range(5)), 0.1),
    st.floats(1, 100),
    st.floats(1.05, 2.2),
)


def test_what_was_measured_is_told_and_between_two_the_line() -> None:
    assert SMALL.step_s(2, SMALL.megapixels) == pytest.approx(0.027)
    assert SMALL.step_s(3, SMALL.megapixels) == pytest.approx(0.0335)
    assert SMALL.step_s(64, SMALL.megapixels) == pytest.approx(0.394)
    assert SMALL.step_s(2, 4 * SMALL.megapixels) == pytest.approx(0.108)


def test_rows_share_a_tick_as_long_as_that_makes_them_cheaper() -> None:
    assert SMALL.cap_rows == 16
    assert FLAT.cap_rows == 2


@given(pace=PACES, rows=st.integers(1, 60))
def test_more_rows_never_take_less_time(pace: Pace, rows: int) -> None:
    assert pace.step_s(rows + 1, 1.0) >= pace.step_s(rows, 1.0)


@given(pace=PACES, steps=st.integers(1, 60), count=st.integers(1, 8))
def test_a_request_takes_at_least_its_ticks(pace: Pace, steps: int, count: int) -> None:
    request = a_request(steps=steps, count=count, px=1000)

    assert pace.seconds(request) >= steps * pace.step_s(2, 1.0)
    assert pace.seconds(replace(request, width=2000)) == pytest.approx(2 * pace.seconds(request))


@given(pace=PACES)
def test_a_queue_is_done_no_slower_than_one_after_another(pace: Pace) -> None:
    request = a_request(steps=20, px=1000)

    assert pace.wait_s(cost(request)) <= pace.seconds(request)
    assert pace.wait_s(2 * pace.cost_per_s) == pytest.approx(2)
