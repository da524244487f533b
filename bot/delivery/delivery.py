"""Delivery: news while a job waits and is painted, then its result, until the person has seen it."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Callable, Collection, Iterable, Mapping

import structlog

from bot.couriers import Courier
from bot.delivery import show
from bot.delivery.heard import Heard
from bot.delivery.lane import LONGEST_BACKOFF_S, Lane
from bot.errors import DeliveryError, ShowFailed, ShowLater
from bot.forecast import Forecast
from bot.jobs import Event, Job, JobId, Progress, Queued, Started
from bot.jumps import Jumps
from bot.loop import AFTER_FAULT_S, Loop
from bot.people import Address, Place, Platform
from bot.store import Store
from bot.views import Action, View

log = structlog.get_logger()

AT_ONCE = 16
"""Results of one platform that are on their way at the same time: each holds its pictures in memory."""
TOLD_OF_THE_QUEUE = 20
"""How many of those who wait are told when the queue moves; the others learn it when they come nearer."""
LOOK_AGAIN_S = 15.0
"""How often estimates are looked at while somebody waits: they change while nothing happens, too."""
SHARE_OF_EDITS = 2.0
"""All who wait in one place are told of the queue together this many times more rarely than a courier shows one job's
progress: edits count against what a chat allows, and results are more worth."""
ALWAYS: frozenset[Action] = frozenset({"cancel"})
"""Actions that every house can do."""
REMOVE_LIMIT_S = 20.0
"""What a courier may take to remove a message; the person waits for it."""
UNSERVED_S = 60.0
"""After so long somebody may have set the platform's token again."""
GRACE_S = 10.0
"""What `stop` lets couriers take for what is on its way."""


class Delivery:
    """Shows jobs through the courier of their address. `clock` gives unix seconds.

    Results are read from the outbox, so they survive this process; events only wake it. News live in memory, and are
    dropped where they cannot be shown: there will be newer ones. What is due for a platform without a courier waits.
    `offered` says which actions of a view the house can do now; the others are not shown. Without a `forecast` of the
    checkpoint in use, people learn their place and no time. `on_shown` is told of each result that its person has, and
    since when.
    """

    def __init__(
        self,
        store: Store,
        couriers: Mapping[Platform, Courier],
        clock: Callable[[], float] = time.time,
        *,
        offered: Callable[[], Collection[Action]] = lambda: ALWAYS,
        forecast: Forecast | None = None,
        on_shown: Callable[[Job, float], None] = lambda _job, _at: None,
    ) -> None:
        self._store = store
        self._couriers = dict(couriers)
        self._clock = clock
        self._offered = offered
        self.forecast = forecast or Forecast(store, lambda: "")
        self._on_shown = on_shown
        self._lanes: dict[JobId, Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard = Heard()
        self._told_at: dict[JobId, float] = {}
        self._quiet_until: dict[Place, float] = {}
        self._time = Jumps()
        self._outbox = Loop("outbox", self._empty_outbox, self.alarm)
        self._queue = Loop("queue positions", self._tell_the_queue, self.alarm)
        self._running = False
        self._context = contextvars.copy_context()
        self._crash: BaseException | None = None
        self._changed = asyncio.Event()

    async def start(self) -> None:
        """Begin to show, first of all what a process before this one could not."""
        await self._store.hurry(self._clock() + LONGEST_BACKOFF_S)
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
        self.forecast.notice(event)
        if not self._running:
            return
        if not isinstance(event, Queued | Progress):
            self._heard.forget(event.job_id)
        if isinstance(event, Queued | Started | Progress):
            self._lane(event.job_id).tell(event)
        else:
            self._outbox.wake()
        if not isinstance(event, Progress):
            self._queue.wake()

    def wake(self) -> None:
        """Look what is due and who waits: something changed that is no event of a job."""
        self._outbox.wake()
        self._queue.wake()

    def alarm(self, error: BaseException) -> None:
        """A background loop, of ours or of the dispatcher, had a fault: `settled` will raise it."""
        self._crash = error
        self._announce()

    async def show(self, address: Address, view: View) -> tuple[Address, float]:
        """Post or edit what is no job's: a board. Returns its address from now on, and the seconds to rest before more.

        Raises what couriers raise; ShowLater for a platform that is not served now.
        """
        courier = self._couriers.get(address.platform)
        if courier is None:
            raise ShowLater(UNSERVED_S)
        return await courier.show(address, view), courier.min_interval_s

    async def remove(self, address: Address, view: View) -> None:
        """Take away what is no job's; `view` stands there where that cannot be done. Raises DeliveryError."""
        courier = self._couriers.get(address.platform)
        if courier is None:
            raise ShowLater(UNSERVED_S)
        try:
            async with asyncio.timeout(REMOVE_LIMIT_S):
                await courier.remove(address, view)
        except TimeoutError as error:
            raise ShowFailed("no answer in time") from error

    async def take_away(self, job: Job, addresses: Iterable[Address]) -> int:
        """Remove a job's messages, or empty them; returns at how many addresses that could not be done."""
        return sum([not await self._taken_away(job, address) for address in addresses])

    async def _taken_away(self, job: Job, address: Address) -> bool:
        try:
            await self.remove(address, show.removed(job, address.locale))
        except DeliveryError as error:
            log.warning("message not removed", job_id=job.id, platform=address.platform, error=str(error))
            return False
        return True

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
        now, next_due = self._clock(), list[float]()
        if self._time.set_back(now):
            log.warning("clock set back")
            await self._store.hurry(now)
        for platform in tuple(self._couriers):
            for entry in await self._store.pending(platform, now, AT_ONCE):
                self._lane(entry.job_id).end()
            due = await self._store.next_due(platform, now)
            next_due += [] if due is None else [due]
        if not next_due:
            return None
        if max(next_due) > now + LONGEST_BACKOFF_S:  # by another clock; or a chat rests for hours
            await self._store.hurry(now + LONGEST_BACKOFF_S)
        return min(max(min(next_due) - self._clock(), 0.0), LONGEST_BACKOFF_S)

    async def _tell_the_queue(self) -> float | None:
        """Tell those who wait what is new to them, in each place who has heard nothing for the longest time first."""
        line, now = await self.forecast.line(TOLD_OF_THE_QUEUE), asyncio.get_running_loop().time()
        told_at = {standing.job_id: self._told_at.get(standing.job_id, 0.0) for standing, _ in line}
        self._quiet_until = {place: until for place, until in self._quiet_until.items() if until > now}
        for standing, wait in sorted(line, key=lambda each: told_at[each[0].job_id]):
            job_id, place = standing.job_id, standing.place
            if self._heard.knows(job_id, wait) or place in self._quiet_until:
                continue
            self._lane(job_id).tell(Queued(job_id, wait.ahead))
            told_at[job_id] = now
            courier = self._couriers.get(place.platform)
            if courier is not None and courier.min_interval_s:
                self._quiet_until[place] = now + courier.min_interval_s * SHARE_OF_EDITS
        self._told_at = told_at
        return min([LOOK_AGAIN_S, *(until - now for until in self._quiet_until.values())]) if line else None

    def _lane(self, job_id: JobId) -> Lane:
        """The lane of a job, with a task that runs as long as there is something to show."""
        lane = self._lanes.get(job_id)
        if lane is None:
            lane = self._lanes[job_id] = Lane(
                job_id,
                self._store,
                self._couriers,
                self._clock,
                self.alarm,
                offered=self._offered,
                forecast=self.forecast,
                heard=self._heard,
                on_shown=self._on_shown,
            )
            # in delivery's own context: a lane outlives whoever brought the first news, a person's request perhaps
            task = self._context.run(asyncio.create_task, self._serve(job_id, lane), name=f"lane {job_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return lane

    async def _serve(self, job_id: JobId, lane: Lane) -> None:
        structlog.contextvars.bind_contextvars(job_id=job_id)  # for every line written under this task
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
