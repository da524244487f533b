from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from bot.fairness import rearranged, turn


@dataclass
class Queue:
    """The queue as the store keeps it: turns and order of arrival; virtual time is the furthest turn served."""

    waiting: list[tuple[float, int, str]] = field(default_factory=list)
    last_turn: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    virtual_time: float = 0.0
    arrivals: int = 0

    def add(self, person: str, cost: float = 1.0) -> int:
        self.last_turn[person] = turn(self.virtual_time, self.last_turn[person], cost)
        self.arrivals += 1
        self.waiting.append((self.last_turn[person], self.arrivals, person))
        return self.arrivals

    def serve(self) -> tuple[int, str]:
        served = min(self.waiting)
        self.waiting.remove(served)
        self.virtual_time = max(self.virtual_time, served[0])
        return served[1], served[2]


costs = st.floats(min_value=0.01, max_value=100)


@given(burst=st.integers(1, 200), served=st.integers(0, 50))
def test_a_burst_delays_another_person_by_at_most_one_job(burst: int, served: int) -> None:
    queue = Queue()
    for _ in range(burst):
        queue.add("hog")
    for _ in range(min(served, burst)):
        queue.serve()

    mine = queue.add("guest")

    order = [queue.serve()[0] for _ in range(len(queue.waiting))]
    assert order.index(mine) <= 1


@given(burst=st.integers(1, 60), jobs=st.integers(1, 60))
def test_two_people_with_equal_jobs_take_turns(burst: int, jobs: int) -> None:
    queue = Queue()
    for person, amount in (("hog", burst), ("guest", jobs)):
        for _ in range(amount):
            queue.add(person)

    order = [queue.serve()[1] for _ in range(2 * min(burst, jobs))]

    for length in range(len(order) + 1):
        assert abs(order[:length].count("hog") - order[:length].count("guest")) <= 1


@given(st.lists(costs, min_size=1, max_size=40), st.lists(costs, min_size=1, max_size=40))
def test_while_two_wait_neither_gets_more_of_the_device_than_a_job_apiece(mine: list[float], hers: list[float]) -> None:
    queue = Queue()
    cost = {queue.add("I", c): c for c in mine} | {queue.add("she", c): c for c in hers}
    used: defaultdict[str, float] = defaultdict(float)

    while {person for _, _, person in queue.waiting} == {"I", "she"}:
        job, person = queue.serve()
        used[person] += cost[job]

        assert abs(used["I"] - used["she"]) <= max(mine) + max(hers) + 1e-6


@given(cost=costs, newcomer_cost=costs)
def test_no_stream_of_newcomers_starves_a_waiting_job(cost: float, newcomer_cost: float) -> None:
    queue = Queue()
    mine = queue.add("patient", cost)
    bound = cost / newcomer_cost + 1

    served_before = 0
    queue.add("newcomer 0", newcomer_cost)
    while queue.serve()[0] != mine:
        served_before += 1
        queue.add(f"newcomer {served_before}", newcomer_cost)

        assert served_before <= bound + 1


@given(st.lists(st.tuples(st.sampled_from("abc"), costs), min_size=1, max_size=60))
def test_one_persons_jobs_keep_their_order(jobs: list[tuple[str, float]]) -> None:
    queue = Queue()
    for person, cost in jobs:
        queue.add(person, cost)

    served = [queue.serve() for _ in jobs]

    for name in "abc":
        theirs = [job for job, person in served if person == name]
        assert theirs == sorted(theirs)


def test_a_rest_earns_no_credit() -> None:
    assert turn(virtual_time=50.0, last_turn=3.0, cost=1.0) == 51.0


waiting = st.lists(st.tuples(costs, st.floats(0, 20)), min_size=1, max_size=12)


def _turns(jobs: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Turn and cost of a person's jobs, each so much after the one before as it costs, and some more."""
    last, turns = 0.0, []
    for cost, gap in jobs:
        last += cost + gap
        turns.append((last, cost))
    return turns


def _work_by(turns: list[float], jobs: list[float], limit: float) -> float:
    """What a person has been given of the device before somebody with that turn."""
    return sum(cost for turn, cost in zip(turns, jobs, strict=True) if turn < limit)


@given(waiting, st.randoms(use_true_random=False))
def test_who_rearranges_their_own_jobs_takes_nothing_from_anybody(
    jobs: list[tuple[float, float]], chance: random.Random
) -> None:
    before = _turns(jobs)
    order = list(range(len(before)))
    chance.shuffle(order)

    after = rearranged(before, order)

    limits = [turn for turn, _ in before] + after
    costs_before, costs_after = [cost for _, cost in before], [before[index][1] for index in order]
    assert after == sorted(set(after))
    for limit in limits:
        assert _work_by(after, costs_after, limit) <= _work_by([turn for turn, _ in before], costs_before, limit) + 1e-6
    assert after[-1] <= max(turn for turn, _ in before) + 1e-6


@given(waiting)
def test_an_order_that_is_the_old_one_changes_no_turn(jobs: list[tuple[float, float]]) -> None:
    before = _turns(jobs)

    assert rearranged(before, range(len(before))) == [turn for turn, _ in before]


def test_equal_jobs_swap_their_turns() -> None:
    assert rearranged([(1.0, 1.0), (5.0, 1.0), (6.0, 1.0)], [2, 0, 1]) == [1.0, 5.0, 6.0]


def test_a_large_job_does_not_get_the_early_turn_of_a_small_one() -> None:
    large, small = rearranged([(1.0, 1.0), (101.0, 100.0)], [1, 0])

    assert large == 101.0
    assert small > large
