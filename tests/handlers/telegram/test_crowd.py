"""Fifty jobs in one group, against a Telegram that refuses whatever breaks its limits, on a faster clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.handlers.telegram.windows import Rates
from bot.images import Uploads
from tests.handlers.telegram.house import WISH, TelegramHouse, telegram_house
from tests.handlers.telegram.judge import Judge
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import LoopbackTelegram
from tests.handlers.telegram.world import Post

TICK_S, LIMIT_S = 0.05, 300.0
pytestmark = pytest.mark.asyncio(loop_scope="session")


@asynccontextmanager
async def passing(house: TelegramHouse) -> AsyncIterator[None]:
    """The house's clock goes on with the world's."""

    async def tick() -> None:
        while True:
            await asyncio.sleep(TICK_S)
            house.clock.advance(TICK_S)
            house.studio.delivery.wake()

    ticking = asyncio.create_task(tick())
    yield
    ticking.cancel()


async def painted(telegram: LoopbackTelegram, person: Person, post: Post) -> None:
    await telegram.world.until(lambda: any(each.has_media for each in person.answers_to(post)), LIMIT_S)


@pytest.mark.parametrize(
    ("jobs", "times"), [(50, 60.0), pytest.param(50, 2.0, marks=pytest.mark.long)], ids=["short", "long"]
)
async def test_a_crowd_in_one_group_gets_all_its_pictures_and_hardly_a_call_is_refused(
    tmp_path: Path, telegram_judge: Judge | None, uploads: Uploads, jobs: int, times: float
) -> None:
    rates = Rates().faster(times)
    telegram = LoopbackTelegram(telegram_judge, rates)
    async with telegram.serving(), telegram_house(tmp_path, telegram, uploads, rates=rates) as house:
        group, people = telegram.group(), [telegram.person(f"Person {n}") for n in range(jobs)]
        asked = [person.write(f"/imagine {WISH}", at=group) for person in people]
        async with passing(house):
            for person, post in zip(people, asked, strict=True):
                await painted(telegram, person, post)
            await house.settled()

    showing = [call for call in telegram.calls if call.method.startswith(("send", "edit"))]
    refused = [why for why in telegram.refused if why.startswith("Too Many Requests")]
    assert len(refused) <= 0.01 * len(showing)
    assert telegram.faults == []


async def test_news_of_several_jobs_break_no_limit_and_lose_no_picture(
    tmp_path: Path, telegram_judge: Judge | None, uploads: Uploads
) -> None:
    rates = Rates().faster(30.0)
    telegram = LoopbackTelegram(telegram_judge, rates)
    async with telegram.serving(), telegram_house(tmp_path, telegram, uploads, rates=rates) as house:
        house.engine.hold(step=3)
        group, alice = telegram.group(), telegram.person("Alice")
        asked = [alice.write(f"/imagine {WISH}", at=group) for _ in range(4)]
        await telegram.world.until(lambda: any(call.method.startswith("edit") for call in telegram.calls))
        house.engine.release()
        async with passing(house):
            for post in asked:
                await painted(telegram, alice, post)

    assert telegram.refused == []
