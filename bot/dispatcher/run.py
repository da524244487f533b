"""One job on a device: from its claim until what became of it is in the store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot import moderation
from bot.dispatcher.watchdog import Watchdog
from bot.engine.backend import Backend
from bot.errors import EngineDied, HwagaError, IllegalTransition, NotKept, PaintFailed, PicturesModerated
from bot.images import film, with_recipe
from bot.jobs import MAX_ATTEMPTS, Done, Event, Failed, Job, Queued, Started, Stopped
from bot.requests import pictures_of
from bot.store import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PutBack:
    """The job goes back to the queue. `forgiven`: it is not to blame, and this attempt does not count."""

    forgiven: bool


Outcome = Done | Failed | Stopped | PutBack
Judge = Callable[[Job, Done], Awaitable[moderation.Outcome]]
"""What becomes of a job's pictures."""


class Run:
    """A claimed job and its task. The callables are the dispatcher's and never raise.

    `wake`: there may be room. `patience_s`: how long the backend may say nothing of the job; then it `hangs`.
    """

    def __init__(
        self,
        job: Job,
        backend: Backend,
        store: Store,
        *,
        tell: Callable[[Event], None],
        wake: Callable[[], None],
        clock: Callable[[], float],
        patience_s: Callable[[Run], float],
        hangs: Callable[[Run], None],
        judge: Judge,
    ) -> None:
        self.job = job
        self.backend = backend
        self.suspected = job.attempts > 1
        """Whether an engine has died under it before."""
        self.heard = False
        """Whether the backend has said anything of it."""
        self.seated = False
        """Whether the backend has had its chance to count the job in its `room`."""
        self._store = store
        self._tell = tell
        self._wake = wake
        self._clock = clock
        self._patience_s = patience_s
        self._judge = judge
        self._watchdog = Watchdog(lambda: hangs(self))
        self._discarded = False
        self._ending = asyncio.Lock()
        self._begun = asyncio.Event()
        self._previews: list[bytes] = []
        self._asked: Stopped | PutBack | None = None
        self._outcome: Outcome | None = None
        self.task = asyncio.create_task(self._run(), name=f"job {job.id}")

    async def leave(self, outcome: Stopped | PutBack) -> bool:
        """Take the job off the device and wait until that is written; False where it came to another end before.

        Where a device cannot be interrupted, a job is stopped at once all the same: what it paints is thrown away.
        """
        await self._begun.wait()  # a task cancelled before its first step never runs at all
        if isinstance(outcome, Stopped) and not self.backend.offers().can_cancel:
            return await self._discard()
        if self._outcome is None and self._asked is None:
            self._asked = outcome
            self.task.cancel()
        await asyncio.wait({self.task})
        return self._outcome == outcome

    async def _discard(self) -> bool:
        async with self._ending:
            if self._discarded:
                return True
            try:
                await self._store.stop(self.job.id, self._clock())
            except IllegalTransition:  # its end was written while we asked
                return False
            self._discarded = True
        self._tell(Stopped(self.job.id))
        return True

    async def _run(self) -> None:
        structlog.contextvars.bind_contextvars(job_id=self.job.id)  # for every line written under this task
        self._begun.set()
        try:
            outcome = await self._outcome_of_painting()
        finally:
            self._watchdog.rest()
        if self._asked is not None and not isinstance(outcome, Done):
            outcome = self._asked  # whatever went wrong on the way out
        self._outcome = outcome
        await _surely(self._settle(self._outcome))

    async def _outcome_of_painting(self) -> Outcome:
        """Every end that painting can come to, as a value: this is the engine's edge."""
        job = self.job
        try:
            self._tell(Started(job.id))
            return await self._paint()
        except asyncio.CancelledError:
            if self._asked is None:
                raise
            return self._asked
        except EngineDied as error:
            log.warning("engine died", job_id=job.id, backend=self.backend.name, attempts=job.attempts)
            return PutBack(forgiven=False) if job.attempts < MAX_ATTEMPTS else Failed(job.id, error.problem)
        except HwagaError as error:
            log.warning("painting failed", job_id=job.id, backend=self.backend.name, error=str(error))
            return Failed(job.id, error.problem)
        except Exception as error:
            log.exception("painting broke", job_id=job.id, backend=self.backend.name)
            return Failed(job.id, PaintFailed(f"{type(error).__name__}: {error}").problem)

    async def _paint(self) -> Done:
        job, done = self.job, None
        self._previews.clear()
        pictures = {name: await self._store.file(name) for name in pictures_of(job.request)}
        self._watchdog.feed(self._patience_s(self))
        async with aclosing(self.backend.paint(job.id, job.request, pictures)) as events:
            # runs once the generator has come to its first wait: it has taken its seat by then
            asyncio.get_running_loop().call_soon(self._sit)
            async for event in events:
                self.heard = True
                self._watchdog.feed(self._patience_s(self))
                if isinstance(event, Done):
                    done = event
                else:
                    self._previews += [event.preview] if event.preview else []
                    self._tell(event)
        self._watchdog.rest()
        if done is None:
            raise PaintFailed("the backend ended without a picture")
        if not (await self._store.choices.preferences(job.person)).recipe:
            return done
        return replace(done, pictures=await asyncio.to_thread(_with_recipes, done.pictures, job))

    def _sit(self) -> None:
        self.seated = True
        self._wake()

    async def _settle(self, outcome: Outcome) -> None:
        async with self._ending:
            if not self._discarded:
                await self._end(outcome)

    async def _end(self, outcome: Outcome) -> None:
        try:
            event = await self._write(outcome)
        except Exception as error:
            if not isinstance(outcome, Done):
                raise
            log.exception("picture not written", job_id=self.job.id)
            problem = NotKept(f"{type(error).__name__}: {error}").problem
            event = await self._write(Failed(self.job.id, problem))
        self._tell(event)

    async def _write(self, outcome: Outcome) -> Event:
        job, now = self.job, self._clock()
        match outcome:
            case Done():
                verdict = await self._judge(job, outcome)
                if verdict == "refuse":
                    return await self._write(Failed(job.id, PicturesModerated().problem))
                results = tuple([await self._store.put_file(picture) for picture in outcome.pictures])
                if self._previews:
                    await self._store.films.keep(job.id, await self._store.put_file(film(self._previews)))
                await self._store.finish(
                    job.id,
                    results,
                    seconds=outcome.seconds,
                    backend=outcome.backend,
                    now=now,
                    veiled=verdict == "spoiler",
                )
            case Failed():
                await self._store.fail(job.id, outcome.problem, now)
            case Stopped():
                await self._store.stop(job.id, now)
            case PutBack():
                await self._store.requeue(job.id, forgiven=outcome.forgiven)
                return Queued(job.id, await self._store.ahead(job.id))
        return outcome


async def _surely(write: Coroutine[Any, Any, None]) -> None:
    """Carry a write through to its end, also when the task that asked for it is cancelled; the cancellation follows."""
    task = asyncio.create_task(write)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


def _with_recipes(pictures: Sequence[bytes], job: Job) -> tuple[bytes, ...]:
    seeds = range(job.request.seed, job.request.seed + len(pictures))
    return tuple(with_recipe(png, job.request, job.plan, seed) for png, seed in zip(pictures, seeds, strict=True))
