"""When it will be whose turn: measured pace, the line as it stands, and how far the devices are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.estimates import Pace, Range, Wait, left_in, pace_of, patience_s, ready_in
from bot.jobs import Done, Event, Job, JobId, Progress
from bot.requests import cost
from bot.store import Line, Standing, Store


class Forecast:
    """Belongs to one event loop. `checkpoint` names what is painted with: another one has another pace.

    It is of the line as it stands: somebody fairer may still come in between.
    """

    def __init__(
        self, store: Store, checkpoint: Callable[[], str], device: Callable[[], Pace | None] = lambda: None
    ) -> None:
        """`device` is the pace that a device has measured of itself: it counts until jobs were painted."""
        self._store = store
        self._checkpoint = checkpoint
        self._device = device
        self._done: dict[JobId, float] = {}
        self._pace: Pace | None = None
        self._stale = True
        self._measuring = asyncio.Lock()

    def notice(self, event: Event) -> None:
        """Something happened to a job, and is in the store. Never blocks."""
        if not isinstance(event, Progress):
            self._done.pop(event.job_id, None)
            self._stale |= isinstance(event, Done)
        elif event.step is not None:
            self._done[event.job_id] = event.step / event.steps

    async def wait(self, job_id: JobId) -> Wait:
        """Of one job; of one that does not wait: nothing is ahead of it."""
        line = await self._store.watch.around(job_id)
        pace = await self._current()
        return self._of(line.waiting[0], line, pace) if line.waiting else Wait(0, None, line.mode)

    async def line(self, limit: int) -> list[tuple[Standing, Wait]]:
        """Of the next `limit` jobs."""
        line = await self._store.watch.line(limit)
        pace = await self._current()
        return [(standing, self._of(standing, line, pace)) for standing in line.waiting]

    async def left(self, job: Job) -> Range | None:
        """Of a job on a device; None where nothing was measured or it does not tell how far it is."""
        pace, done = await self._current(), self.done(job.id)
        return None if pace is None or done is None else left_in(pace, (1 - done) * cost(job.request))

    def done(self, job_id: JobId) -> float | None:
        """How far a job on a device is, 0-1; None where it does not tell."""
        return self._done.get(job_id)

    def patience_s(self, job: Job) -> float:
        """How long a device may say nothing about this job before it must be thought stuck."""
        return patience_s(self._pace or self._device(), cost(job.request))

    async def _current(self) -> Pace | None:
        async with self._measuring:  # who asks meanwhile waits too, and does not take it for unknown
            if self._stale:
                self._stale = False  # before the wait: what is finished meanwhile makes it stale again
                self._pace = pace_of(await self._store.watch.measured(self._checkpoint()))
        return self._pace or self._device()

    def _of(self, standing: Standing, line: Line, pace: Pace | None) -> Wait:
        if pace is None or line.mode == "paused":
            return Wait(standing.ahead, None, line.mode)
        left = sum(cost * (1 - self._done.get(job_id, 0.0)) for job_id, cost in line.on_device.items())
        return Wait(standing.ahead, ready_in(pace, left + standing.work, standing.ahead, standing.cost), line.mode)
