"""What is said of a job before it is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.handlers.fake import FakeCourier
from bot.jobs import Job, Progress, Queued, Started
from tests.house import LIMIT_S, House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as home:
        yield home


async def _waiting_job(home: House) -> Job:
    """A job that nobody paints, because another one holds the device."""
    home.backend.control.hold()
    await home.order("somebody")
    async with asyncio.timeout(LIMIT_S):
        await home.backend.control.reached()
    return await home.order()


async def _painting_job(home: House) -> Job:
    home.backend.control.hold()
    job = await home.order()
    async with asyncio.timeout(LIMIT_S):
        await home.backend.control.reached()
    return job


async def _until(home: House, stage: str, job: Job) -> None:
    async with asyncio.timeout(LIMIT_S):
        await home.chat.until(lambda: stage in home.chat.stages(job.id))


async def _all_came_back(home: House) -> None:
    """Everything that was on its way has been answered."""
    async with asyncio.timeout(LIMIT_S):
        await home.delivery.stop()
    await home.delivery.start()


async def test_that_a_job_waits_is_not_news_when_it_was_begun_before_it_was_said(home: House) -> None:
    job = await _painting_job(home)
    await _until(home, "painting", job)
    shown = len(home.chat.stages(job.id))

    home.delivery.notice(Started(job.id))
    home.delivery.notice(Queued(job.id, 0))

    async with asyncio.timeout(LIMIT_S):
        await home.chat.until(lambda: len(home.chat.stages(job.id)) > shown)
    assert home.chat.stages(job.id)[-1] == "painting"


async def test_a_job_has_one_view_on_its_way_at_most_and_the_newest_wins(home: House) -> None:
    job = await _painting_job(home)
    await _until(home, "painting", job)
    home.chat.hold()
    home.delivery.notice(Progress(job.id, 1, 50))
    async with asyncio.timeout(LIMIT_S):
        await home.chat.until(lambda: job.id in home.chat.in_flight)

    for step in range(2, 50):
        home.delivery.notice(Progress(job.id, step, 50, b"early" if step == 2 else None))
    home.chat.release()
    async with asyncio.timeout(LIMIT_S):
        await home.chat.until(lambda: home.chat.of(job.id)[0].view.fraction == 0.98)

    views = [view for view in home.chat.of(job.id)[0].views if view.fraction is not None]
    assert [(view.fraction, view.preview) for view in views] == [(0.02, None), (0.98, b"early")]
    assert not home.chat.overlapped


async def test_news_keep_the_couriers_interval_and_a_result_does_not_wait_for_it(tmp_path: Path) -> None:
    chat = FakeCourier(min_interval_s=3600)
    async with house(tmp_path, chat=chat) as home:
        job = await _waiting_job(home)
        await _until(home, "queued", job)

        home.delivery.notice(Queued(job.id, 7))
        home.backend.control.release()
        await home.settled()

        assert chat.stages(job.id) == ["queued", "done"]


async def test_who_waits_hears_when_the_queue_moves(home: House) -> None:
    home.backend.control.hold()
    jobs = [await home.order() for _ in range(3)]
    await _until(home, "queued", jobs[2])

    home.backend.control.release()
    await home.settled()

    heard = [view.headline for view in home.chat.of(jobs[2].id)[0].views if view.stage == "queued"]
    assert heard[0] == "Waiting: 2 pictures come first."
    assert len(heard) == len(set(heard))


async def test_news_that_the_job_has_outrun_are_not_shown(home: House) -> None:
    job = await home.order()
    await home.settled()

    for late in (Queued(job.id, 3), Started(job.id), Progress(job.id, 1, 4)):
        home.delivery.notice(late)
        await asyncio.sleep(0)
        await _all_came_back(home)

    assert home.chat.of(job.id)[0].view.stage == "done"
