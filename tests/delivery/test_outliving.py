"""Restarts and faults lose no result."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.handlers.fake import FakeCourier
from bot.jobs import Job, JobId
from bot.people import Address
from bot.store import Store
from bot.views import View
from tests.house import LIMIT_S, House, house
from tests.makers import a_request


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as home:
        yield home


async def _painting_job(home: House) -> Job:
    home.backend.control.hold()
    job = await home.order()
    async with asyncio.timeout(LIMIT_S):
        await home.backend.control.reached()
    return job


async def _until(home: House, stage: str, job: Job) -> None:
    async with asyncio.timeout(LIMIT_S):
        await home.chat.until(lambda: stage in home.chat.stages(job.id))


async def test_a_restart_paints_what_was_waiting_into_the_message_that_is_there(tmp_path: Path) -> None:
    chat = FakeCourier()
    async with house(tmp_path, chat=chat) as home:
        painting = await _painting_job(home)
        await _until(home, "painting", painting)
        waiting = await home.order()
        await _until(home, "queued", waiting)

    async with house(tmp_path, chat=chat) as home:
        await home.settled()

        for job in (painting, waiting):
            assert len(chat.of(job.id)) == 1
            assert chat.stages(job.id)[-1] == "done"


async def test_stopping_shows_what_has_just_been_painted(tmp_path: Path) -> None:
    chat = FakeCourier()
    async with house(tmp_path, chat=chat, grace_s=LIMIT_S) as home:
        job = await _painting_job(home)
        home.backend.control.release()

    assert chat.stages(job.id)[-1] == "done"


async def test_settled_raises_what_the_dispatcher_stumbled_over(home: House) -> None:
    await _painting_job(home)
    waiting = asyncio.create_task(home.settled())
    await asyncio.sleep(0)

    home.delivery.alarm(ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        await waiting


async def test_a_store_that_fails_for_a_moment_loses_no_result(tmp_path: Path) -> None:
    class Hiccup(Store):
        failing = 1

        async def shown(self, job_id: JobId, address: Address, now: float = 0.0) -> None:
            if self.failing:
                Hiccup.failing -= 1
                raise OSError(5, "Input/output error")
            await super().shown(job_id, address, now)

    async with house(tmp_path, make_store=Hiccup) as home:
        job = await home.order()
        with pytest.raises(OSError, match="Input/output"):
            await home.settled()
        async with asyncio.timeout(LIMIT_S):
            await home.chat.until(lambda: home.chat.stages(job.id).count("done") == 2)

        assert len(home.chat.of(job.id)) == 1


async def test_one_job_that_cannot_be_drawn_up_does_not_stop_the_others(tmp_path: Path) -> None:
    class Picky(FakeCourier):
        async def show(self, address: Address, view: View) -> Address:
            if view.details and ("Seed", "13") in view.details:
                raise KeyError("thirteen")
            return await super().show(address, view)

    async with house(tmp_path, chat=Picky()) as home:
        await home.order(request=a_request(seed=13))
        fine = await home.order(request=a_request(seed=14))
        await _until(home, "done", fine)

        assert home.chat.stages(fine.id)[-1] == "done"
