"""Whatever people, engines, chats and bots do, in any order: every job comes to one end, in turn, and is shown."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.errors import EngineDied, OutOfMemory, ShowFailed, ShowLater, Unreachable
from bot.handlers.fake import FakeCourier
from bot.jobs import LEGAL, MAX_ATTEMPTS, Done, Event, Failed, Job, JobId, JobState, Queued, Stopped
from bot.limits import UNLIMITED, Limits
from bot.modes import Mode
from bot.people import PersonId
from bot.store import Store
from tests.house import House, house
from tests.makers import ManualClock
from tests.turns import Turns

T = TypeVar("T")
PEOPLE = ("alice", "bob", "carol")
LIMIT_S = 60.0


class WitnessedStore(Store):
    """Tells `turns` what it took and claimed. Answers come in the order of their transactions: there is one writer."""

    def __init__(self, folder: Path, turns: Turns) -> None:
        super().__init__(folder)
        self._turns = turns

    async def enqueue(self, job: Job, limits: Limits = UNLIMITED) -> Job:
        queued = await super().enqueue(job, limits)
        self._turns.took(job.id, job.person)
        return queued

    async def claim(self, now: float, only: JobId | None = None, *, short: bool = False) -> Job | None:
        job = await super().claim(now, only, short=short)
        if job is not None:
            self._turns.claimed(job.id, job.person)
        return job

    async def put_first(self, person: PersonId, job_id: JobId) -> bool:
        self._turns.put_first(job_id, person)
        return await super().put_first(person, job_id)

    async def stop(self, job_id: JobId, now: float) -> bool:
        stopped = await super().stop(job_id, now)
        self._turns.left(job_id)
        return stopped


class Machine(RuleBasedStateMachine):
    """A house with one device that paints nothing until a rule lets it, and a chat with moods."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="hwaga-machine-"))
        self.clock = ManualClock()
        self.chat = FakeCourier()
        self.jobs: list[Job] = []
        self.states: dict[JobId, JobState] = {}
        self.turns = Turns()
        self.heard = 0
        self.mode: Mode = "open"
        self._stack: AsyncExitStack | None = None
        self.home: House

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(work, LIMIT_S))

    @initialize()
    def open(self) -> None:
        self.run(self._open())

    async def _open(self) -> None:
        self._stack = AsyncExitStack()
        opened = house(
            self.folder,
            chat=self.chat,
            clock=self.clock,
            make_store=lambda folder: WitnessedStore(folder, self.turns),
        )
        self.home = await self._stack.enter_async_context(opened)
        self.home.backend.control.hold(step=2)
        self.heard = 0

    async def _close(self) -> None:
        if self._stack is not None:
            await self._stack.aclose()
            self._stack = None

    # what people do

    @rule(who=st.sampled_from(PEOPLE))
    def order(self, who: str) -> None:
        if self.mode == "draining":
            return
        job = self.run(self.home.order(who, message=f"of {len(self.jobs)}"))
        self.jobs.append(job)

    @precondition(lambda self: bool(self.jobs))
    @rule(which=st.integers(0, 1000))
    def cancel(self, which: int) -> None:
        job = self.jobs[which % len(self.jobs)]
        said = self.run(self.home.dispatcher.cancel(job.id))
        now = self.run(self.home.now(job))
        assert said == (now.state == JobState.STOPPED)

    @precondition(lambda self: bool(self.jobs))
    @rule(which=st.integers(0, 1000))
    def first(self, which: int) -> None:
        job = self.jobs[which % len(self.jobs)]
        self.run(self.home.store.put_first(job.person, job.id))

    # what the owner does

    @rule(mode=st.sampled_from(("open", "paused", "draining")))
    def switch(self, mode: Mode) -> None:
        self.mode = mode
        self.run(self.home.dispatcher.set_mode(mode))

    # what happens

    @rule()
    def paint(self) -> None:
        """The device goes on with what it has, to its end."""
        self.run(self._paint())

    async def _paint(self) -> None:
        on_device = (await self.home.store.watch.line(0)).on_device
        if on_device:
            self.home.backend.control.release()
            ends = (Done, Failed, Queued, Stopped)
            await self.home.until(lambda: any(isinstance(e, ends) and e.job_id in on_device for e in self._news()))
            self.home.backend.control.hold(step=2)

    def _news(self) -> list[Event]:
        return self.home.events[self.heard :]

    @rule(error=st.sampled_from((EngineDied(), EngineDied(), OutOfMemory())))
    def engine_trouble(self, error: Exception) -> None:
        self.home.backend.control.fail(error, step=3)

    @rule(error=st.sampled_from((ShowLater(30.0), ShowFailed("500"), Unreachable("blocked"))), applied=st.booleans())
    def chat_trouble(self, error: Exception, *, applied: bool) -> None:
        (self.chat.fail_after if applied else self.chat.fail)(error)

    @rule(seconds=st.sampled_from((1.0, 40.0, 700.0, -3600.0, 86_400.0)))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.home.delivery.wake()

    @rule()
    def restart(self) -> None:
        """In order, with a job on the device; kill -9 is tests/test_crash.py's."""
        self._look()
        self.run(self._close())
        self.run(self._open())

    # what must hold

    @invariant()
    def only_legal_transitions(self) -> None:
        self._look()

    def _look(self) -> None:
        if self._stack is None:
            return
        self.heard = len(self.home.events)
        for job in self.jobs:
            now = self.run(self.home.now(job)).state
            before = self.states.get(job.id, JobState.QUEUED)
            # between two looks a job may have gone several ways, never out of an end
            assert now == before or LEGAL[before], (job.id, before, now)
            self.states[job.id] = now

    @invariant()
    def a_device_has_what_the_store_says(self) -> None:
        if self._stack is not None:
            self.run(self._agree())

    async def _agree(self) -> None:
        """In a moment: a claim is written before it is heard of. `run` waits no longer than LIMIT_S for it."""
        store, dispatcher = self.home.store, self.home.dispatcher
        while not all(dispatcher.works_on(job_id) for job_id in (await store.watch.line(0)).on_device):
            pass  # each look lets the loop go on

    def teardown(self) -> None:
        try:
            if self._stack is not None:
                self.run(self._end_well())
        finally:
            self.run(self._close())
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    async def _end_well(self) -> None:
        """Once trouble is over, everybody gets their end: nobody starves, and no job stays with a device."""
        await self.home.dispatcher.set_mode("open")
        self.chat.heal()
        self.home.backend.control.release()
        while not await self.home.store.settled():
            self.clock.advance(700.0)
            self.home.delivery.wake()
            await asyncio.sleep(0.01)
        jobs = [await self.home.now(job) for job in self.jobs]
        assert (await self.home.store.watch.line(1)).waiting == ()
        assert (await self.home.store.watch.line(1)).on_device == {}
        assert all(LEGAL[job.state] == frozenset() for job in jobs)
        assert all(job.attempts <= MAX_ATTEMPTS for job in jobs)
        assert not self.chat.overlapped
        for number, job in enumerate(jobs):
            told = {message.id for message in self.chat.of(job.id)}
            assert told <= {f"of {number}"}, "edited, never posted"


Machine.TestCase.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
TestMachine = Machine.TestCase
