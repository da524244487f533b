"""Whoever cancels hears the truth, wherever the job is by then."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.errors import EngineDied, NoSuchJob
from bot.jobs import JobId, JobState
from bot.requests import Hash
from bot.store import Store
from tests.house import LIMIT_S, House, house


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
