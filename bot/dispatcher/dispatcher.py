"""The dispatcher: gives the fairest job to the first backend that has room, over and over."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog

from bot.dispatcher.run import Judge, PutBack, Run
from bot.dispatcher.verdict import allow_all
from bot.engine.backend import Backend
from bot.errors import IllegalTransition, NotOffered, Problem, UnreadableJob
from bot.jobs import Event, Failed, Job, JobId, Stopped
from bot.loop import Loop
from bot.modes import Mode
from bot.store import Store

log = structlog.get_logger()

GRACE_S = 30.0
"""What `stop` lets a picture take that is on the device."""
CLOSE_S = 10.0
"""What `stop` lets a backend take to drop a job; then the backend is killed."""
LOOK_AGAIN_S = 1.0
"""While backends say that they have no room, though they have no job of ours."""
LOADING_S = 3600.0
"""What a backend may take for its first word: it may have a checkpoint to download."""


class Dispatcher:
    """Feeds `backends`, which the caller starts before and stops after it.

    `on_event` is called on the loop, in the order of what happens to each job, once it is in the store. A fault in the
    dispatcher itself is logged, told to `on_crash`, and tried again. `clock` gives unix seconds. `patience_s` tells how
    long a backend that works may say nothing of a job; one that hangs is killed and started again. `judge` tells what
    becomes of finished pictures.
    """

    def __init__(
        self,
        store: Store,
        backends: Sequence[Backend],
        on_event: Callable[[Event], None],
        clock: Callable[[], float] = time.time,
        *,
        on_crash: Callable[[BaseException], None] = lambda _error: None,
        patience_s: Callable[[Job], float] = lambda _job: math.inf,
        judge: Judge = allow_all,
    ) -> None:
        self._store = store
        self._backends = tuple(backends)
        self._on_event = on_event
        self._clock = clock
        self._on_crash = on_crash
        self._patience_of = patience_s
        self._judge = judge
        self._awake: set[str] = set()  # names of backends that have said a word since they were started
        self._reviving: set[asyncio.Task[None]] = set()
        self._runs: dict[JobId, Run] = {}
        self._claiming = asyncio.Lock()
        self._astray = True  # at start: what the bot before us left
        self._no_room = False
        self._clearing = False  # the head of the queue waits for a device of its own
        self._loop = Loop("dispatcher", self._feed, on_crash)

    async def start(self) -> None:
        """Take back what a bot that died left behind, and begin to feed the backends."""
        self._loop.start()

    async def stop(self, grace_s: float = GRACE_S) -> None:
        """Claim no more, let the devices finish for so long, put back what is left. Idempotent."""
        await self._loop.stop()
        if self._runs:
            await asyncio.wait([run.task for run in self._runs.values()], timeout=grace_s)
        leaving = [asyncio.create_task(run.leave(PutBack(forgiven=True))) for run in self._runs.values()]
        if leaving:
            await asyncio.wait(leaving, timeout=CLOSE_S)
        for backend in {run.backend for run in self._runs.values()}:
            log.error("backend does not let go", backend=backend.name)
            await backend.kill()
        if self._runs:
            await asyncio.wait(leaving)
        await asyncio.gather(*self._reviving)

    async def set_mode(self, mode: Mode) -> bool:
        """Open, pause or drain the house, also after a restart; whether that changes anything."""
        changed = await self._store.set_mode(mode, self._clock())
        if changed:
            log.info("mode set", mode=mode)
        self.wake()
        return changed

    def works_on(self, job_id: JobId) -> bool:
        """Whether a device is at this job: also at one that was stopped, where devices cannot be interrupted."""
        return job_id in self._runs

    def wake(self) -> None:
        """There is a new job, or room for one."""
        self._loop.wake()

    async def cancel(self, job_id: JobId) -> bool:
        """Stop a job, waiting or on a device; True once it is stopped, False where it came to another end before.

        Raises NoSuchJob.
        """
        while True:
            async with self._claiming:  # or a claim could come between the look and the stop
                run = self._runs.get(job_id)
                if run is None:
                    return await self._stop_waiting(job_id)
            if await run.leave(Stopped(job_id)):
                return True
            # it came to another end while we asked, or went back to the queue: look again

    async def _stop_waiting(self, job_id: JobId) -> bool:
        try:
            if await self._store.stop(job_id, self._clock()):
                self._tell(Stopped(job_id))
        except IllegalTransition:
            return False
        self.wake()
        return True

    async def _feed(self) -> float | None:
        if self._astray:
            await self._gather_astray()
        while not self._loop.stopping and await self._admit():
            pass
        return LOOK_AGAIN_S if self._no_room and not self._runs else None

    async def _gather_astray(self) -> None:
        """Jobs that the store believes to be on a device, and no run of ours has."""
        for event in await self._store.reclaim(self._clock(), self._runs.keys()):
            log.info("job taken back", job_id=event.job_id, failed=isinstance(event, Failed))
            self._tell(event)
        self._astray = False

    async def _admit(self) -> bool:
        """Bring the head of the queue on its way, or that of the short ones; False when there is no room for either."""
        self._no_room = self._clearing = False
        if await self._admit_head(short=False):
            return True
        return not self._clearing and await self._admit_head(short=True)

    async def _admit_head(self, *, short: bool) -> bool:
        """False when there is none, or no room for it."""
        try:
            job = await self._store.head(short=short)
        except UnreadableJob as error:
            await self._refuse(JobId(error.job_id), error.problem)
            return True
        if job is None or self._loop.stopping:
            return False
        if job.id in self._runs:  # put back, but not yet told: its run wakes us when it has left
            return False
        able = [backend for backend in self._backends if job.request.task in backend.offers().tasks]
        if not able:
            await self._refuse(job.id, NotOffered(job.request.task).problem)
            return True
        backend = next((backend for backend in able if self._has_room(backend, job)), None)
        self._no_room |= backend is None
        self._clearing |= backend is None and _suspected(job)
        if backend is not None:
            await self._claim(job, backend, short=short)
        return backend is not None

    def _has_room(self, backend: Backend, job: Job) -> bool:
        """A suspect is painted alone: it takes nobody along, and if the engine dies again it was its doing."""
        there = [run for run in self._runs.values() if run.backend is backend]
        if there and (_suspected(job) or any(run.suspected for run in there)):
            return False
        settling_in = any(not run.seated for run in there)
        return not settling_in and backend.room(job.request)

    async def _claim(self, job: Job, backend: Backend, *, short: bool) -> None:
        async with self._claiming:
            claimed = await self._store.claim(self._clock(), only=job.id, short=short)
            if claimed is not None:  # else a fairer job came in between, a pause or a cancel: the caller looks again
                run = Run(
                    claimed,
                    backend,
                    self._store,
                    tell=self._tell,
                    wake=self.wake,
                    clock=self._clock,
                    patience_s=self._patience_s,
                    hangs=self._hangs,
                    judge=self._judge,
                )
                self._runs[job.id] = run
                run.task.add_done_callback(lambda _task: self._left(run))

    def _patience_s(self, run: Run) -> float:
        """Asked before a backend's first word of a job, and after each."""
        if run.heard:
            self._awake.add(run.backend.name)
        patience_s = self._patience_of(run.job)
        return patience_s if run.backend.name in self._awake else max(patience_s, LOADING_S)

    def _hangs(self, run: Run) -> None:
        reviving = asyncio.create_task(self._revive(run), name=f"revive {run.backend.name}")
        self._reviving.add(reviving)
        reviving.add_done_callback(self._reviving.discard)

    async def _revive(self, run: Run) -> None:
        """Start a backend anew that says nothing of a job: it is that job's attempt, the others' are forgiven."""
        backend = run.backend
        log.error("backend hangs", backend=backend.name, job_id=run.job.id)
        others = [other for other in self._runs.values() if other.backend is backend and other is not run]
        leaving = [asyncio.create_task(other.leave(PutBack(forgiven=True))) for other in others]
        await asyncio.sleep(0)  # they have said so before the end of the engine is theirs
        self._awake.discard(backend.name)
        await backend.kill()
        await asyncio.gather(*leaving)
        if not self._loop.stopping:
            await backend.start()
            self.wake()

    async def _refuse(self, job_id: JobId, problem: Problem) -> None:
        """Fail a job that would wait for ever, and everybody behind it."""
        log.warning("job refused", job_id=job_id, problem=problem.key)
        with suppress(IllegalTransition):  # cancelled in between
            await self._store.fail(job_id, problem, self._clock())
            self._tell(Failed(job_id, problem))

    def _left(self, run: Run) -> None:
        del self._runs[run.job.id]
        error = None if run.task.cancelled() else run.task.exception()
        if error is not None:
            log.error("job went astray", job_id=run.job.id, exc_info=error)
            self._astray = True
            self._on_crash(error)
        self.wake()

    def _tell(self, event: Event) -> None:
        try:
            self._on_event(event)
        except Exception as error:
            log.exception("event not heard", job_id=event.job_id)
            self._on_crash(error)


def _suspected(job: Job) -> bool:
    """Whether an engine has died under this waiting job, and maybe of it."""
    return job.attempts > 0
