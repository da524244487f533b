from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.errors import Draining
from bot.jobs import JobId, JobState
from tests.house import LIMIT_S, House, house


async def test_a_paused_house_finishes_what_it_paints_and_begins_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        home.backend.control.hold()
        painting, waiting = await home.order(), await home.order()
        async with asyncio.timeout(LIMIT_S):
            await home.backend.control.reached()

        await home.dispatcher.set_mode("paused")
        home.backend.control.release()
        await home.settled(painting)

        assert (await home.now(waiting)).state == JobState.QUEUED
        assert home.told(waiting) == []

        await home.dispatcher.set_mode("open")
        await home.settled()

        assert (await home.now(waiting)).state == JobState.DONE


async def test_a_pause_outlives_the_bot(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.dispatcher.set_mode("paused")
        job = await home.order()

    async with house(tmp_path) as home:
        assert await home.store.mode() == "paused"
        assert (await home.now(job)).state == JobState.QUEUED

        await home.dispatcher.set_mode("open")
        await home.settled()

        assert (await home.now(job)).state == JobState.DONE


async def test_who_waits_is_told_of_a_pause_and_of_its_end(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        home.backend.control.hold()
        await home.order()
        job = await home.order()
        await _hears(home, job.id, "Waiting")

        await home.dispatcher.set_mode("paused")
        home.delivery.wake()
        await _hears(home, job.id, "break")
        await home.dispatcher.set_mode("open")
        home.delivery.wake()
        await _hears(home, job.id, "Waiting")
        home.backend.control.release()
        await home.settled()

        assert len(home.chat.of(job.id)) == 1


async def _hears(home: House, job_id: JobId, word: str) -> None:
    def heard() -> bool:
        return any(word in message.view.headline for message in home.chat.of(job_id))

    async with asyncio.timeout(LIMIT_S):
        await home.chat.until(heard)


async def test_a_draining_house_paints_what_waits_and_takes_nothing_new(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        home.backend.control.hold()
        jobs = [await home.order() for _ in range(3)]
        await home.dispatcher.set_mode("draining")

        with pytest.raises(Draining):
            await home.order()
        home.backend.control.release()
        await home.settled()

        assert [(await home.now(job)).state for job in jobs] == [JobState.DONE] * 3
