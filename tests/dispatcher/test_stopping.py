"""A bot that stops, or was killed, loses no job."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path

import pytest

from bot.dispatcher import dispatcher as dispatching
from bot.engine.fake import FakeBackend
from bot.errors import EngineDied
from bot.jobs import Done, Job, JobId, JobState, Progress
from bot.requests import Hash, Request
from bot.store import Store
from tests.house import LIMIT_S, house
from tests.makers import a_job, a_person


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
