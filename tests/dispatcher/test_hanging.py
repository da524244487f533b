"""A device that says nothing is started again, and one that cannot be interrupted throws away what nobody wants."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.dispatcher import dispatcher as dispatching
from bot.engine.fake import FakeBackend
from bot.errors import EngineDied
from bot.jobs import MAX_ATTEMPTS, Job, JobId, JobState, Progress, Queued
from tests.house import LIMIT_S, House, house
from tests.makers import a_request


class Patience:
    """Ends soon, until it is `restored`: on a busy machine who is well may be silent for a while too."""

    def __init__(self) -> None:
        self._seconds = 0.1

    def __call__(self, _job: Job) -> float:
        return self._seconds

    def restored(self) -> None:
        self._seconds = LIMIT_S


async def _goes_on(home: House, patience: Patience) -> None:
    """Nobody is held any more, once the first one was taken back."""
    await home.until(lambda: any(isinstance(event, Queued) for event in home.events))
    patience.restored()
    home.backend.control.release()


async def test_an_engine_that_hangs_is_started_again_and_its_job_painted(tmp_path: Path) -> None:
    patience = Patience()
    async with house(tmp_path, patience_s=patience) as home:
        home.backend.control.hold(step=2)
        job = await home.order()

        await _goes_on(home, patience)
        await home.settled()

        done = await home.now(job)
        assert (done.state, done.attempts) == (JobState.DONE, 2)
        assert home.told(job) == ["Started", "Queued", "Started", "Done"]


async def test_a_job_that_hangs_every_engine_has_failed_and_the_others_are_painted(tmp_path: Path) -> None:
    class Poisoned(FakeBackend):
        """Seed 13 never gets beyond its first step."""

        async def _work(self, job_id: JobId, step: int) -> None:
            await super()._work(job_id, step)
            if step == 2 and job_id == poison.id:
                await asyncio.Event().wait()

    def patience_s(job: Job) -> float:
        return 0.1 if job.request.seed == 13 else LIMIT_S

    async with house(tmp_path, backend=Poisoned(rows=2), patience_s=patience_s) as home:
        poison = await home.order("alice", a_request(seed=13))
        fine = [await home.order("bob") for _ in range(3)]
        await home.settled()

        failed = await home.now(poison)
        assert (failed.state, failed.problem, failed.attempts) == (JobState.FAILED, EngineDied().problem, MAX_ATTEMPTS)
        assert [(await home.now(job)).state for job in fine] == [JobState.DONE] * 3


async def test_the_neighbours_of_a_job_that_hangs_are_not_to_blame(tmp_path: Path) -> None:
    patience = Patience()
    async with house(tmp_path, backend=FakeBackend(rows=2), patience_s=patience) as home:
        home.backend.control.hold(step=2)
        jobs = [await home.order(name) for name in ("alice", "bob")]

        await _goes_on(home, patience)
        await home.settled()

        done = [await home.now(job) for job in jobs]
        assert [job.state for job in done] == [JobState.DONE] * 2
        assert sorted(job.attempts for job in done) == [1, 2]


async def test_a_device_that_loads_may_be_silent_for_long(tmp_path: Path) -> None:
    patience = Patience()
    async with house(tmp_path, patience_s=patience) as home:
        home.backend.control.hold(step=1)
        job = await home.order()
        await home.backend.control.reached()

        await asyncio.sleep(0.3)
        patience.restored()
        home.backend.control.release()
        await home.settled()

        assert (await home.now(job)).attempts == 1
        assert dispatching.LOADING_S >= 600


async def test_a_hanging_job_can_be_cancelled(tmp_path: Path) -> None:
    class Deaf(FakeBackend):
        """It does not hear that somebody has changed their mind, until it is killed."""

        async def _step(self, job_id: JobId, step: int) -> None:
            del job_id
            if step == 1:
                return
            await self._killed.wait()
            raise EngineDied

    async with house(tmp_path, backend=Deaf(), patience_s=Patience()) as home:
        job = await home.order()
        await home.until(lambda: any(isinstance(event, Progress) for event in home.events))

        async with asyncio.timeout(LIMIT_S):
            stopped = await home.dispatcher.cancel(job.id)

        assert stopped
        assert (await home.now(job)).state == JobState.STOPPED


async def test_what_cannot_be_interrupted_is_stopped_at_once_and_thrown_away(tmp_path: Path) -> None:
    async with house(tmp_path, backend=FakeBackend(can_cancel=False)) as home:
        home.backend.control.hold(step=2)
        job, next_job = await home.order(), await home.order("bob")
        async with asyncio.timeout(LIMIT_S):
            await home.backend.control.reached(2)

            stopped = await home.dispatcher.cancel(job.id)
            still_there = home.dispatcher.works_on(job.id), home.backend.room(job.request)
            again = await home.dispatcher.cancel(job.id)
        said = (await home.now(job)).state
        home.backend.control.release()
        await home.settled()

        assert (stopped, again, said) == (True, True, JobState.STOPPED)
        assert still_there == (True, False)
        assert (await home.now(job)).results == ()
        assert home.told(job) == ["Started", "Stopped"]
        assert home.chat.stages(job.id)[-1] == "stopped"
        assert (await home.now(next_job)).state == JobState.DONE


async def test_too_late_is_too_late_where_nothing_can_be_interrupted(tmp_path: Path) -> None:
    async with house(tmp_path, backend=FakeBackend(can_cancel=False)) as home:
        job = await home.order()
        await home.settled()

        assert not await home.dispatcher.cancel(job.id)
        assert (await home.now(job)).state == JobState.DONE
