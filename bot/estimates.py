"""How long it will take, from how long it took: ranges, never one number that would be a guess. Pure.

Work is counted in megapixel-steps (`bot.requests.cost`), times are seconds. What was measured is what the devices took
for finished jobs; loading a checkpoint and showing the result are not in it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.modes import Mode

_EIGHT_IN_TEN = 1.28
"""Standard deviations to either side, within which eight of ten normal values lie."""
USUAL_SPREAD, _USUAL_WEIGHT = 0.3, 3
"""What one job is thought to differ from the next (a logarithm's standard deviation), as if that many had shown it."""
_DRIFT = 0.1
"""What no number of jobs averages out: the machine does other things at times."""
_WHEN_STUCK = 10.0
_SHORTEST_PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Range:
    """Seconds from now: eight times in ten it lies between them."""

    low_s: float
    high_s: float


@dataclass(frozen=True, slots=True)
class Wait:
    """What is known of a waiting job: how many come first, when its picture will be there, and whether work goes on."""

    ahead: int
    ready: Range | None = None
    mode: Mode = "open"


@dataclass(frozen=True, slots=True)
class Measured:
    """A job that was painted: its cost, what its device took, and when that ended (unix seconds)."""

    cost: float
    seconds: float
    finished_at: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the house paints.

    `together` is the cost that all devices get through in a second, `alone` the seconds that a job's own painting takes
    for each unit of its cost; one device that paints one job at a time has `together == 1 / alone`. `spread` is how
    much single jobs differ, as a logarithm's standard deviation (`USUAL_SPREAD` where a backend measured only itself).
    """

    together: float
    alone: float
    spread: float


def pace_of(jobs: Sequence[Measured]) -> Pace | None:
    """The pace that finished jobs show; None where there are none that took time."""
    jobs = [job for job in jobs if job.cost > 0 and job.seconds > 0]
    if not jobs:
        return None
    logs = [math.log(job.seconds / job.cost) for job in jobs]
    middle = math.fsum(logs) / len(logs)
    seen = math.fsum((each - middle) ** 2 for each in logs)
    spread = math.sqrt((seen + _USUAL_WEIGHT * USUAL_SPREAD**2) / (len(logs) + _USUAL_WEIGHT))
    alone = math.fsum(job.seconds for job in jobs) / math.fsum(job.cost for job in jobs)
    return Pace(math.fsum(job.cost for job in jobs) / _busy_s(jobs), alone, spread)


def _busy_s(jobs: Sequence[Measured]) -> float:
    """The time in which at least one of them was painted: however the clock was set, at most the sum of all."""
    busy, until = 0.0, -math.inf
    for begun, ended in sorted((job.finished_at - job.seconds, job.finished_at) for job in jobs):
        busy += max(ended - max(begun, until), 0.0)
        until = max(until, ended)
    return busy


def ready_in(pace: Pace, work_ahead: float, jobs_ahead: int, cost: float) -> Range:
    """When a waiting job will be painted, if nobody fairer comes in between.

    Where devices work side by side it may finish with those before it, or begin only when they are done: the range
    spans both.
    """
    own = cost * pace.alone
    soonest = max((work_ahead + cost) / pace.together, own)
    latest = max(work_ahead / pace.together + own, soonest)
    doubt = 1 + _doubt(pace, jobs_ahead + 1)
    return Range(soonest / doubt, latest * doubt)


def left_in(pace: Pace, work_left: float) -> Range:
    """When what is on a device will be done."""
    doubt = 1 + _doubt(pace, 1)
    return Range(work_left * pace.alone / doubt, work_left * pace.alone * doubt)


def _doubt(pace: Pace, jobs: int) -> float:
    """Single jobs' differences cancel each other out the more the more there are."""
    return _EIGHT_IN_TEN * math.hypot(pace.spread / math.sqrt(jobs), _DRIFT)


def patience_s(pace: Pace | None, cost: float) -> float:
    """How long a device may say nothing of a job of this cost before it must be thought stuck."""
    return max(_SHORTEST_PATIENCE_S, 0.0 if pace is None else _WHEN_STUCK * cost * pace.alone)
