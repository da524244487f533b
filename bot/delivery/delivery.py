"""Delivery: news while a job waits and is painted, then its result, until the person has seen it."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Callable, Collection, Mapping

import structlog

from bot.couriers import Courier
from bot.delivery.lane import Lane
from bot.jobs import Event, JobId, Progress, Queued, Started
from bot.loop import AFTER_FAULT_S, Loop
from bot.people import Platform
from bot.store import Store
from bot.views import Action

log = structlog.get_logger()

AT_ONCE = 16
"""Results of one platform that are on their way at the same time: each holds its pictures in memory."""
TOLD_OF_THE_QUEUE = 20
"""How many of those who wait are told when the queue moves; the others learn it when they come nearer."""
ALWAYS: frozenset[Action] = frozenset({"cancel"})
"""Actions that every house can do."""
GRACE_S = 10.0
"""What `stop` lets couriers take for what is on its way."""


class Delivery:
    """Shows jobs through the courier of their address. `clock` gives unix seconds.

    Results are read from the outbox, so they survive this process; events only wake it. News live in memory, and are
    dropped where they cannot be shown: there will be newer ones. What is due for a platform without a courier waits.
    `offered` says which actions of a view the house can do now; the others are not shown.
    """

    def __init__(
        self,
        store: Store,
        couriers: Mapping[Platform, Courier],
        clock: Callable[[], float] = time.time,
        *,
        offered: Callable[[], Collection[Action]] = lambda: ALWAYS,
    ) -> None:
        self._store = store
        self._couriers = dict(couriers)
        self._clock = clock
        self._offered = offered
        self._lanes: dict[JobId, Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._positions: dict[JobId, int] = {}
        self._outbox = Loop("outbox", self._empty_outbox, self.alarm)
        self._queue = Loop("queue positions", self._tell_the_queue, self.alarm)
        self._running = False
        self._context = contextvars.copy_context()
        self._crash: BaseException | None = None
        self._changed = asyncio.Event()

    async def start(self) -> None:
        """Begin to show, first of all what a process before this one could not."""
        self._running = True
        self._context = contextvars.copy_context()
        self._outbox.start()
        self._queue.start()

    async def stop(self, grace_s: float = GRACE_S) -> None:
        """Show what is due and on its way, for so long; the rest waits for the next start. Idempotent."""
        if not self._running:
            return
        await self._queue.stop()
        await self._outbox.finish()
        self._running = False
        for lane in self._lanes.values():
            lane.leave()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_s)
        left = tuple(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def add(self, courier: Courier) -> None:
        """From now on this one shows what belongs to its platform."""
        self._couriers[courier.platform] = courier
        self.wake()

    def notice(self, event: Event) -> None:
        """Something happened to a job, and is in the store. Never blocks; only from the event loop."""
        if not self._running:
            return
        if isinstance(event, Queued):
            self._positions[event.job_id] = event.ahead
        if isinstance(event, Queued | Started | Progress):
            self._lane(event.job_id).tell(event)
        else:
            self._outbox.wake()
        if not isinstance(event, Progress):
            self._queue.wake()

    def wake(self) -> None:
        """Look what is due: for tests, whose clock may jump."""
        self._outbox.wake()

    def alarm(self, error: BaseException) -> None:
        """A background loop, of ours or of the dispatcher, had a fault: `settled` will raise it."""
        self._crash = error
        self._announce()

    async def settled(self, job_id: JobId | None = None) -> None:
        """Wait until this job, or every job, is finished and shown or undeliverable. Raises what `alarm` was told."""
        while True:
            changed = self._changed
            if self._crash is not None:
                raise self._crash
            if await self._store.settled(job_id):
                return
            await changed.wait()

    def _announce(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _empty_outbox(self) -> float | None:
        """Give what is due to its lanes; returns the seconds until something else is."""
        now, next_due = self._clock(), []
        for platform in tuple(self._couriers):
            for entry in await self._store.pending(platform, now, AT_ONCE):
                self._lane(entry.job_id).end()
            due = await self._store.next_due(platform, now)
            next_due += [] if due is None else [due]
        return max(min(next_due) - self._clock(), 0.0) if next_due else None

    async def _tell_the_queue(self) -> None:
        line = await self._store.line(TOLD_OF_THE_QUEUE)
        for job_id, ahead in line:
            if self._positions.get(job_id) != ahead:
                self._lane(job_id).tell(Queued(job_id, ahead))
        self._positions = dict(line)

    def _lane(self, job_id: JobId) -> Lane:
        """The lane of a job, with a task that runs as long as there is something to show."""
        lane = self._lanes.get(job_id)
        if lane is None:
            lane = self._lanes[job_id] = Lane(
                job_id, self._store, self._couriers, self._clock, self.alarm, self._offered
            )
            # in delivery's own context: a lane outlives whoever brought the first news, a person's request perhaps
            task = self._context.run(asyncio.create_task, self._serve(job_id, lane), name=f"lane {job_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return lane

    async def _serve(self, job_id: JobId, lane: Lane) -> None:
        try:
            await lane.run()
        except Exception as error:
            log.exception("lane stumbled", job_id=job_id)
            self.alarm(error)
            await asyncio.sleep(AFTER_FAULT_S)
        finally:
            del self._lanes[job_id]
            self._announce()
            self._outbox.wake()  # there may be more than AT_ONCE
