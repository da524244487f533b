from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
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
    NoSuchJob,
    NotOffered,
    OutOfMemory,
    PaintFailed,
    Problem,
)
from bot.images import recipe_of
from bot.jobs import MAX_ATTEMPTS, Done, Job, JobId, JobState, Progress
from bot.requests import Hash, Request
from bot.store import Store
from tests.house import LIMIT_S, House, house
from tests.makers import a_job, a_person, a_photo, a_request, over


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as home:
        yield home


async def test_a_painted_job_is_kept_with_its_pictures(home: House) -> None:
    job = await home.order(request=a_request(count=3))

    await home.settled()

    done = await home.now(job)
    told = home.events[-1]
    assert (done.state, done.backend, done.attempts) == (JobState.DONE, "fake", 1)
    assert isinstance(told, Done)
    assert [await home.store.file(name) for name in done.results] == list(told.pictures)
    assert len(set(done.results)) == 3


async def test_every_picture_carries_the_recipe_of_its_own_seed(home: House) -> None:
    job = await home.order(request=a_request(seed=40, count=2))

    await home.settled()

    recipes = [recipe_of(await home.store.file(name)) for name in (await home.now(job)).results]
    assert [recipe.seed for recipe in recipes if recipe] == [40, 41]
    assert [recipe.plan for recipe in recipes if recipe] == [job.plan, job.plan]


async def test_a_job_is_told_from_start_to_end(home: House) -> None:
    job = await home.order(request=a_request(steps=3))

    await home.settled()

    steps = [event.step for event in home.events if isinstance(event, Progress)]
    assert home.told(job) == ["Started", "Done"]
    assert steps == [1, 2, 3]


async def test_a_photo_reaches_the_backend(home: House) -> None:
    photo = await home.store.put_file(a_photo("red"))
    job = await home.order(request=over(photo, 0.5))

    await home.settled()

    assert (await home.now(job)).state == JobState.DONE


async def test_people_take_turns_at_the_device(home: House) -> None:
    home.backend.control.hold()
    first = await home.order("alice")
    await home.backend.control.reached()
    burst = [await home.order("alice") for _ in range(4)]
    guests = [await home.order("bob") for _ in range(2)]
    home.backend.control.release()

    await home.settled()

    started = [event.job_id for event in home.events if type(event).__name__ == "Started"]
    order = [first, burst[0], guests[0], burst[1], guests[1], burst[2], burst[3]]
    assert started == [job.id for job in order]


async def test_a_backend_never_has_more_jobs_than_it_has_room_for(tmp_path: Path) -> None:
    async with house(tmp_path, backend=FakeBackend(rows=2)) as home:
        home.backend.control.hold()
        jobs = [await home.order() for _ in range(8)]
        await home.backend.control.reached(jobs=2)
        home.backend.control.release()
        await home.settled()

        assert home.backend.most_at_once == 2
        assert {(await home.now(job)).state for job in jobs} == {JobState.DONE}


async def test_a_short_job_comes_in_beside_long_ones_that_leave_no_room_for_their_like(tmp_path: Path) -> None:
    async with house(tmp_path, backend=FakeBackend(rows=1, lane=1)) as home:
        home.backend.control.hold()
        first, second = [await home.order("alice", request=a_request(steps=30)) for _ in range(2)]
        short = [await home.order("bob", request=a_request(steps=4)) for _ in range(2)]

        on_device = await home.backend.control.reached(jobs=2)
        home.backend.control.release()
        await home.settled()

        assert set(on_device) == {first.id, short[0].id}
        started = [event.job_id for event in home.events if type(event).__name__ == "Started"]
        assert set(started) == {first.id, second.id, *(job.id for job in short)}


async def test_two_backends_share_the_queue(tmp_path: Path) -> None:
    one, other = FakeBackend("one"), FakeBackend("other")
    async with house(tmp_path, backends=[one, other]) as home:
        one.control.hold()
        other.control.hold()
        jobs = [await home.order() for _ in range(2)]
        async with asyncio.timeout(LIMIT_S):
            await one.control.reached()
            await other.control.reached()
        one.control.release()
        other.control.release()
        await home.settled()

        assert {(await home.now(job)).backend for job in jobs} == {"one", "other"}


async def test_a_waiting_job_is_stopped_at_once(home: House) -> None:
    home.backend.control.hold()
    await home.order()
    waiting = await home.order()
    await home.backend.control.reached()

    stopped = await home.dispatcher.cancel(waiting.id)

    assert stopped
    assert (await home.now(waiting)).state == JobState.STOPPED
    assert home.told(waiting) == ["Stopped"]


async def test_a_job_on_the_device_is_stopped_when_that_is_said(home: House) -> None:
    home.backend.control.hold(step=2)
    job = await home.order()
    await home.backend.control.reached(2)

    async with asyncio.timeout(LIMIT_S):
        stopped = await home.dispatcher.cancel(job.id)

    assert stopped
    assert (await home.now(job)).state == JobState.STOPPED
    assert home.told(job) == ["Started", "Stopped"]
    assert home.backend.room(job.request)


async def test_two_people_who_cancel_one_job_hear_the_same(home: House) -> None:
    home.backend.control.hold()
    job = await home.order()
    await home.backend.control.reached()

    async with asyncio.timeout(LIMIT_S):
        one, other = await asyncio.gather(home.dispatcher.cancel(job.id), home.dispatcher.cancel(job.id))

    assert one
    assert other
    assert home.told(job) == ["Started", "Stopped"]


async def test_after_a_cancel_the_next_job_is_painted(home: House) -> None:
    home.backend.control.hold()
    first, second = await home.order(), await home.order()
    await home.backend.control.reached()

    await home.dispatcher.cancel(first.id)
    home.backend.control.release()
    await home.settled()

    assert (await home.now(second)).state == JobState.DONE


async def test_a_finished_job_cannot_be_cancelled(home: House) -> None:
    job = await home.order()
    await home.settled()

    assert await home.dispatcher.cancel(job.id) is False
    assert (await home.now(job)).state == JobState.DONE


async def test_cancelling_what_never_was_is_refused(home: House) -> None:
    with pytest.raises(NoSuchJob):
        await home.dispatcher.cancel(JobId("nobody"))


async def test_a_cancel_that_comes_while_the_picture_is_being_written_is_too_late(tmp_path: Path) -> None:
    class SlowDisk(Store):
        writing, go_on = asyncio.Event(), asyncio.Event()

        async def put_file(self, data: bytes) -> Hash:
            self.writing.set()
            await self.go_on.wait()
            return await super().put_file(data)

    async with house(tmp_path, make_store=SlowDisk) as home:
        job = await home.order()
        async with asyncio.timeout(LIMIT_S):
            await SlowDisk.writing.wait()
            cancelling = asyncio.create_task(home.dispatcher.cancel(job.id))
            await asyncio.sleep(0)
            SlowDisk.go_on.set()

            assert await cancelling is False
        assert (await home.now(job)).state == JobState.DONE


async def test_a_cancel_that_comes_while_a_job_goes_back_to_the_queue_still_stops_it(tmp_path: Path) -> None:
    class SlowQueue(Store):
        asked, go_on = asyncio.Event(), asyncio.Event()

        async def requeue(self, job_id: JobId, *, forgiven: bool = False) -> None:
            self.asked.set()
            await self.go_on.wait()
            await super().requeue(job_id, forgiven=forgiven)

    async with house(tmp_path, make_store=SlowQueue) as home:
        home.backend.control.fail(EngineDied())
        job = await home.order()
        async with asyncio.timeout(LIMIT_S):
            await SlowQueue.asked.wait()
            cancelling = asyncio.create_task(home.dispatcher.cancel(job.id))
            await asyncio.sleep(0)
            home.backend.control.hold()
            SlowQueue.go_on.set()

            assert await cancelling
        assert (await home.now(job)).state == JobState.STOPPED


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


async def test_stopping_finishes_what_is_on_the_device_and_keeps_what_waits(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        home.backend.control.hold()
        on_device, waiting = await home.order(), await home.order()
        await home.backend.control.reached()

        stopping = asyncio.create_task(home.dispatcher.stop(LIMIT_S))
        await asyncio.sleep(0)
        home.backend.control.release()
        await stopping

        assert (await home.now(on_device)).state == JobState.DONE
        assert (await home.now(waiting)).state == JobState.QUEUED


async def test_what_does_not_finish_in_time_is_put_back_without_blame(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        home.backend.control.hold()
        job = await home.order()
        await home.backend.control.reached()

        await home.dispatcher.stop(grace_s=0.01)

        again = await home.now(job)
        assert (again.state, again.attempts, again.turn) == (JobState.QUEUED, 0, job.turn)
        assert home.told(job) == ["Started", "Queued"]


async def test_a_backend_that_does_not_let_go_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stubborn(FakeBackend):
        """Its device cannot be interrupted: cancelling waits for the end of a painting that never ends."""

        dead = asyncio.Event()

        async def paint(
            self, job_id: JobId, request: Request, pictures: Mapping[Hash, bytes]
        ) -> AsyncGenerator[Progress | Done, None]:
            del request, pictures
            yield Progress(job_id, None, 1)
            try:
                await asyncio.Event().wait()
            finally:
                await self.dead.wait()
                raise EngineDied

        async def kill(self) -> None:
            self.dead.set()
            await super().kill()

    monkeypatch.setattr(dispatching, "CLOSE_S", 0.05)
    async with house(tmp_path, backend=Stubborn()) as home:
        job = await home.order()
        await home.until(lambda: any(isinstance(event, Progress) for event in home.events))
        async with asyncio.timeout(LIMIT_S):
            await home.dispatcher.stop(grace_s=0.01)

        again = await home.now(job)
        assert Stubborn.dead.is_set()
        assert (again.state, again.attempts) == (JobState.QUEUED, 0)


async def test_a_new_dispatcher_takes_back_what_a_dead_one_left(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        person = await a_person(store)
        job: Job = await store.enqueue(a_job(person))
        await store.claim(1.0)

    async with house(tmp_path) as home:
        await home.settled()

        done = await home.now(job)
        assert (done.state, done.attempts) == (JobState.DONE, 1)
