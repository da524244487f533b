from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.estimates import Measured, Pace, left_in, pace_of, patience_s, ready_in

COSTS = st.floats(0.1, 100)
SECONDS = st.floats(0.01, 1000)


def one_after_another(pairs: list[tuple[float, float]]) -> list[Measured]:
    """(cost, seconds) of jobs on one device."""
    jobs, now = [], 1_800_000_000.0
    for cost, seconds in pairs:
        now += seconds
        jobs.append(Measured(cost, seconds, now))
    return jobs


def test_who_has_painted_nothing_promises_nothing() -> None:
    assert pace_of([]) is None
    assert pace_of([Measured(0.0, 1.0, 5.0), Measured(1.0, 0.0, 6.0)]) is None


@given(st.lists(st.tuples(COSTS, SECONDS), min_size=1, max_size=20))
def test_one_device_gets_through_the_queue_as_fast_as_it_paints(pairs: list[tuple[float, float]]) -> None:
    pace = pace_of(one_after_another(pairs))

    assert pace is not None
    assert pace.together == pytest.approx(1 / pace.alone)


def test_jobs_side_by_side_make_the_house_faster_and_no_job_quicker() -> None:
    side_by_side = [Measured(1.0, 4.0, 100.0 + 4 * (number // 4)) for number in range(16)]

    pace = pace_of(side_by_side)

    assert pace is not None
    assert pace.together == pytest.approx(1.0)
    assert pace.alone == pytest.approx(4.0)


@given(st.lists(st.tuples(COSTS, SECONDS, st.floats(0, 1e9)), min_size=1, max_size=20))
def test_no_clock_makes_the_house_slower_than_its_jobs(jobs: list[tuple[float, float, float]]) -> None:
    measured = [Measured(*job) for job in jobs]

    pace = pace_of(measured)

    assert pace is not None
    work = sum(job.cost for job in measured)
    assert pace.together >= work / sum(job.seconds for job in measured) * 0.999
    assert pace.together <= work / max(job.seconds for job in measured) * 1.001


@given(st.floats(0, 1000), st.integers(0, 50), COSTS, st.floats(0.01, 100), st.floats(0.01, 100), st.floats(0, 1))
def test_a_range_is_one_and_more_work_takes_longer(
    work: float, jobs: int, cost: float, together: float, alone: float, spread: float
) -> None:
    pace = Pace(together, alone, spread)

    ready, later = ready_in(pace, work, jobs, cost), ready_in(pace, work + 10, jobs, cost)

    assert 0 < ready.low_s <= ready.high_s
    assert ready.low_s <= later.low_s
    assert ready.high_s <= later.high_s


def test_eight_in_ten_pictures_are_ready_within_their_range() -> None:
    chance = random.Random(7)

    def seconds(cost: float) -> float:
        return cost * 2.0 * math.exp(chance.gauss(0, 0.25))

    costs = (1.0, 2.0, 4.0)
    kept = 0
    for _ in range(1000):
        pace = pace_of(one_after_another([(cost, seconds(cost)) for cost in chance.choices(costs, k=30)]))
        ahead, own = chance.choices(costs, k=chance.randrange(8)), chance.choice(costs)
        assert pace is not None
        ready = ready_in(pace, sum(ahead), len(ahead), own)
        kept += ready.low_s <= sum(map(seconds, (*ahead, own))) <= ready.high_s

    assert 780 <= kept <= 960


def test_the_more_is_measured_the_narrower_is_what_is_said() -> None:
    little, much = pace_of(one_after_another([(1.0, 2.0)])), pace_of(one_after_another([(1.0, 2.0)] * 50))

    assert little is not None
    assert much is not None
    assert much.spread < little.spread / 3
    assert left_in(much, 10).high_s < left_in(little, 10).high_s


def test_patience_grows_with_the_work_and_is_never_short() -> None:
    pace = Pace(1.0, 3.0, 0.2)

    assert patience_s(None, 1000) == patience_s(pace, 0.1) == 120
    assert patience_s(pace, 1000) == 30_000
