"""The line to Discord breaks, and Discord says "too many": nothing is lost, and nobody is asked too soon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.people import Account
from bot.plan import PromptPlan
from tests.handlers.discord.house import PATIENCE_S, House, WordForWord
from tests.handlers.discord.loopback import PERSON, TOKEN, Limit, LoopbackDiscord

TOKEN_LIFE_S = 15 * 60


@pytest.fixture
async def loopback(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LoopbackDiscord]:
    server = LoopbackDiscord()
    server.shard_count = 1  # discord.py rests five seconds between two
    async with TestServer(server.app()) as running:
        server.use(str(running.make_url("")).rstrip("/"), monkeypatch)
        yield server


@pytest.fixture
async def house(loopback: LoopbackDiscord, tmp_path: Path) -> AsyncIterator[House]:
    """Hwaga, connected over a real gateway and real HTTP."""
    house = House(tmp_path, discord_token=SecretStr(TOKEN))
    await house.begin()
    await loopback.until(loopback.identified.is_set)
    yield house
    await house.front.stop()
    await house.close()


async def jobs(house: House) -> int:
    person = await house.studio.store.person(Account("discord", PERSON), "en")
    return len(await house.studio.store.jobs_of(person))


@pytest.mark.parametrize("politely", [True, False])
async def test_what_is_asked_while_the_line_is_lost_is_heard_once_when_it_is_back(
    house: House, loopback: LoopbackDiscord, *, politely: bool
) -> None:
    before = await loopback.command("imagine", text="a lighthouse")
    await loopback.until(lambda: before in loopback.acknowledged)
    await loopback.break_off(politely=politely)
    during = await loopback.command("imagine", text="a harbour")
    await loopback.until(lambda: during in loopback.acknowledged)
    after = await loopback.command("imagine", text="a ferry")
    await loopback.until(lambda: sum(edit.is_result for edit in loopback.edits) == 3)
    await house.settled()

    assert [(each["session_id"], each["seq"]) for each in loopback.resumed] == [("session", 2)]
    assert loopback.acknowledged == [before, during, after]
    assert await jobs(house) == 3
    shown = {edit.path.rpartition("/")[2] for edit in loopback.edits if edit.is_result}
    assert shown == {before, during, after}


async def test_a_picture_that_is_done_while_the_line_is_lost_is_shown_all_the_same(
    house: House, loopback: LoopbackDiscord
) -> None:
    house.engine.hold()
    asked = await loopback.command("imagine", text="a lighthouse")
    await loopback.until(lambda: asked in loopback.acknowledged)
    await house.reached(0)
    await loopback.break_off(politely=False)
    house.engine.release()
    await house.settled()

    assert [edit.path.rpartition("/")[2] for edit in loopback.edits if edit.is_result] == [asked]


async def test_who_was_heard_just_before_a_stop_is_not_forgotten(
    house: House, loopback: LoopbackDiscord, tmp_path: Path
) -> None:
    reading, go_on = asyncio.Event(), asyncio.Event()

    class Slow(WordForWord):
        async def plan(self, text: str, **chosen: Any) -> PromptPlan:
            reading.set()
            await go_on.wait()
            return await super().plan(text, **chosen)

    house.front.attach(replace(house.studio, planner=Slow(house.settings)))
    asked = await loopback.command("imagine", text="a lighthouse")
    await reading.wait()
    await house.studio.dispatcher.stop(grace_s=0)
    await house.studio.delivery.stop(grace_s=0)
    leaving = asyncio.create_task(house.front.stop())
    await asyncio.sleep(0)
    assert house.front.bot.leaving
    late = await loopback.command("imagine", text="a harbour")
    go_on.set()
    await leaving
    await house.close()
    again = House(tmp_path, discord_token=SecretStr(TOKEN))
    await again.begin()
    await again.settled()

    assert [edit.path.rpartition("/")[2] for edit in loopback.edits if edit.is_result] == [asked]
    assert late not in loopback.acknowledged
    await again.front.stop()
    await again.close()


@pytest.mark.parametrize("by_channel", [False, True])
@pytest.mark.parametrize("limit", [Limit(0.4), Limit(0.4, by_proxy=True), Limit(40.0)], ids=["short", "proxy", "long"])
async def test_a_picture_that_discord_refuses_for_now_comes_when_it_said_and_not_before(
    house: House, loopback: LoopbackDiscord, limit: Limit, *, by_channel: bool
) -> None:
    if limit.retry_after_s > 30 and not by_channel:
        limit = Limit(limit.retry_after_s, by_proxy=True)  # discord.py itself would wait for the other
    house.engine.hold()
    asked = await loopback.command("imagine", text="a lighthouse")
    await loopback.until(lambda: asked in loopback.acknowledged)
    await house.reached(0)
    if by_channel:
        house.ahead_s = TOKEN_LIFE_S
    loopback.limits.append(limit)
    house.engine.release()
    await loopback.until(lambda: any(edit.is_result for edit in loopback.edits))
    if limit.retry_after_s > 30:
        await skip(house, limit.retry_after_s)
    await house.settled()

    refused, shown = [edit for edit in loopback.edits if edit.is_result]
    assert (refused.status, shown.status) == (429, 200)
    assert ("/channels/" in shown.path) is by_channel
    assert limit.retry_after_s > 30 or shown.at_s - refused.at_s >= limit.retry_after_s


async def skip(house: House, seconds: float) -> None:
    """So long passes, when the result has been put off."""
    async with asyncio.timeout(PATIENCE_S):
        while (due := await house.studio.store.next_due("discord", house.clock())) is None:
            pass
    assert due == pytest.approx(house.clock() + seconds, abs=seconds / 2)  # a busy machine looks late
    house.ahead_s += seconds
    house.studio.delivery.wake()
