"""What fails fails by name, alone, and holds nobody up."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.dispatcher import dispatcher as dispatching
from bot.engine.backend import Capabilities
from bot.engine.fake import FakeBackend
from bot.errors import (
    CheckpointMissing,
    EngineDied,
    EngineError,
    FileMissing,
    NotOffered,
    OutOfMemory,
    PaintFailed,
    Problem,
)
from bot.jobs import MAX_ATTEMPTS, Done, JobId, JobState
from bot.requests import Hash
from bot.store import Store
from tests.house import LIMIT_S, House, house
from tests.makers import a_job, a_person, over


async def test_a_job_whose_engine_died_runs_again(home: House) -> None:
    home.backend.control.fail(EngineDied(), step=2)
    job = await home.order()

    await home.settled()

    done = await home.now(job)
    assert (done.state, done.attempts) == (JobState.DONE, 2)
    assert home.told(job) == ["Started", "Queued", "Started", "Done"]


async def test_as_many_deaths_as_may_be_are_a_failure(home: House) -> None:
    home.backend.control.fail(*[EngineDied()] * MAX_ATTEMPTS)
    job = await home.order()

    await home.settled()

    failed = await home.now(job)
    assert (failed.state, failed.attempts, failed.problem) == (JobState.FAILED, MAX_ATTEMPTS, EngineDied().problem)


async def test_who_was_beside_a_job_that_kills_engines_is_painted(tmp_path: Path) -> None:
    class Mortal(FakeBackend):
        """One job ends the whole engine at its second step; another one is started then."""

        alone: list[bool] = []  # noqa: RUF012 - of this test

        async def _work(self, job_id: JobId, step: int) -> None:
            await super()._work(job_id, step)
            if step == 2 and job_id == poison.id:
                self.alone.append(len(self._painting) == 1)
                await self.kill()
                self._reviving = asyncio.create_task(self._revive())

        async def _revive(self) -> None:
            await self._idle.wait()
            await self.start()
            home.dispatcher.wake()

    async with house(tmp_path, backend=Mortal(rows=3, lane=1)) as home:
        home.backend.control.hold(step=2)
        fine = [await home.order(name) for name in ("bob", "carol")]
        poison = await home.order("mallory")
        async with asyncio.timeout(LIMIT_S):
            await home.backend.control.reached(2, jobs=3)
        late = await home.order("dave")
        home.backend.control.release()
        await home.settled()

        assert (await home.now(poison)).state == JobState.FAILED
        assert [(await home.now(job)).state for job in (*fine, late)] == [JobState.DONE] * 3
        assert Mortal.alone == [False, True, True]


@pytest.mark.parametrize("error", [OutOfMemory(), PaintFailed("nan"), CheckpointMissing("sdxl.safetensors")])
async def test_an_error_of_the_engine_is_the_jobs_problem(home: House, error: EngineError) -> None:
    home.backend.control.fail(error, step=3)
    job, next_job = await home.order(), await home.order()

    await home.settled()

    failed = await home.now(job)
    assert (failed.state, failed.problem, failed.attempts) == (JobState.FAILED, error.problem, 1)
    assert (await home.now(next_job)).state == JobState.DONE


async def test_a_bug_fails_its_job_and_no_other(home: House) -> None:
    home.backend.control.fail(ZeroDivisionError("oops"))
    job, next_job = await home.order(), await home.order()

    await home.settled()

    assert (await home.now(job)).problem == PaintFailed("ZeroDivisionError: oops").problem
    assert (await home.now(next_job)).state == JobState.DONE


async def test_a_photo_that_is_gone_fails_the_job_by_name(home: House) -> None:
    name = Hash("ab" * 32)
    job = await home.order(request=over(name, 0.5))

    await home.settled()

    assert (await home.now(job)).problem == FileMissing(name).problem


async def test_a_task_that_no_backend_offers_is_refused_and_blocks_nobody(tmp_path: Path) -> None:
    class TextOnly(FakeBackend):
        def offers(self, checkpoint: str = "") -> Capabilities:
            return replace(super().offers(checkpoint), tasks=frozenset({"text2image"}))

    async with house(tmp_path, backend=TextOnly()) as home:
        job = await home.order(request=over(Hash("ab" * 32), 0.5))
        next_job = await home.order()
        await home.settled()

        assert (await home.now(job)).problem == NotOffered("image2image").problem
        assert (await home.now(next_job)).state == JobState.DONE


async def test_a_job_that_cannot_be_read_blocks_nobody(home: House) -> None:
    home.backend.control.hold()
    await home.order()
    await home.backend.control.reached()
    broken, next_job = await home.order(), await home.order()
    damage = text("UPDATE jobs SET request = '{}' WHERE id = :id")
    await home.store._database.write(lambda c: c.execute(damage, {"id": broken.id}))
    home.backend.control.release()

    await home.settled()

    assert home.told(broken) == ["Failed"]
    assert (await home.now(next_job)).state == JobState.DONE


async def test_a_full_disk_fails_the_job_and_no_other(tmp_path: Path) -> None:
    class FullDisk(Store):
        full = True

        async def put_file(self, data: bytes) -> Hash:
            if self.full:
                raise OSError(28, "No space left on device")
            return await super().put_file(data)

    async with house(tmp_path, make_store=FullDisk) as home:
        job = await home.order()
        await home.settled()
        FullDisk.full = False
        next_job = await home.order()
        await home.settled()

        failed = await home.now(job)
        assert failed.state == JobState.FAILED
        assert failed.problem is not None
        assert "No space left" in str(failed.problem.values["detail"])
        assert (await home.now(next_job)).state == JobState.DONE


async def test_a_job_whose_end_could_not_be_written_is_taken_back(tmp_path: Path) -> None:
    class BrokenOnce(Store):
        breaks = 2

        async def finish(
            self,
            job_id: JobId,
            results: tuple[Hash, ...],
            *,
            seconds: float,
            backend: str,
            now: float,
            veiled: bool = False,
        ) -> bool:
            self._break()
            return await super().finish(job_id, results, seconds=seconds, backend=backend, now=now, veiled=veiled)

        async def fail(self, job_id: JobId, problem: Problem, now: float) -> bool:
            self._break()
            return await super().fail(job_id, problem, now)

        def _break(self) -> None:
            if BrokenOnce.breaks:
                BrokenOnce.breaks -= 1
                raise OSError(5, "Input/output error")

    async with house(tmp_path, make_store=BrokenOnce) as home:
        job = await home.order()
        with pytest.raises(OSError, match="Input/output"):
            await home.settled()
        async with asyncio.timeout(LIMIT_S):
            await home.chat.until(lambda: "done" in home.chat.stages(job.id))

        assert (await home.now(job)).attempts == 1


async def test_a_listener_that_breaks_stops_nothing(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        backend = FakeBackend()
        crashes: list[BaseException] = []
        finished = asyncio.Event()

        def listen(event: object) -> None:
            if isinstance(event, Done):
                finished.set()
            raise ZeroDivisionError

        dispatcher = dispatching.Dispatcher(store, [backend], listen, on_crash=crashes.append)
        job = await store.enqueue(a_job(await a_person(store)))
        await dispatcher.start()
        async with asyncio.timeout(LIMIT_S):
            await finished.wait()
        await dispatcher.stop()

        painted = await store.job(job.id)
        assert painted is not None
        assert painted.state == JobState.DONE
        assert {type(crash) for crash in crashes} == {ZeroDivisionError}
