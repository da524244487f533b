"""Who may ask, and who may not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.again import AgainOptions, again
from bot.commands.ban import WhoOptions, allow, ban
from bot.commands.history import HistoryOptions, history
from bot.commands.link import LinkOptions, UnlinkOptions, link, unlink
from bot.commands.studio import Studio
from bot.commands.trace import TraceOptions, trace
from bot.config import Settings
from bot.errors import (
    Banned,
    NobodyKnown,
    NobodyNamed,
    NotInvited,
    OwnersOnly,
    Refused,
)
from bot.jobs import JobState
from bot.prompt.planner import Planner
from tests.commands.people import ALICE, BOB, HOST, PHONE, asked, code_of, painted, text_of
from tests.commands.rooms import rooms


async def test_only_owners_ban(studio: Studio) -> None:
    for command in (ban, allow):
        with pytest.raises(OwnersOnly):
            await command(replace(ALICE, manager=True), WhoOptions(who="discord:bob"), studio)


@pytest.mark.parametrize(("who", "refusal"), [(" ", NobodyNamed), ("nobody", NobodyKnown)])
async def test_who_is_meant_is_named_and_known(studio: Studio, who: str, refusal: type[Refused]) -> None:
    for command in (ban, allow):
        with pytest.raises(refusal):
            await command(HOST, WhoOptions(who=who), studio)


@pytest.mark.parametrize("who", ["discord:alice", "<@alice>", "job", "here", "place:discord:somewhere"])
async def test_who_is_banned_asks_for_nothing_until_allowed_again(studio: Studio, who: str) -> None:
    job = await painted(studio)
    meant = WhoOptions(who={"job": job.id, "<@alice>": "discord:alice"}.get(who, who))
    await ban(HOST, meant, studio)
    with pytest.raises(Banned):
        await asked(studio)
    with pytest.raises(Banned):
        await again(ALICE, AgainOptions(job=job.id), studio)
    with pytest.raises(Banned):
        await trace(ALICE, TraceOptions(), studio)
    told = text_of(await history(ALICE, HistoryOptions(), studio))
    await asked(studio, HOST)
    await allow(HOST, meant, studio)

    assert str(job.request.seed) in told
    assert (await asked(studio)).state == JobState.QUEUED
    assert [ruling.outcome for ruling in await studio.store.rulings()] == ["allowed", "banned"]


async def test_a_ban_holds_for_all_accounts_of_a_person(studio: Studio) -> None:
    await link(PHONE, LinkOptions(code=await code_of(studio, ALICE)), studio)
    await ban(HOST, WhoOptions(who="discord:alice"), studio)
    await unlink(PHONE, UnlinkOptions(), studio)

    with pytest.raises(Banned):
        await asked(studio, PHONE)


async def test_only_the_invited_ask_where_the_owner_wants_it_so(tmp_path: Path) -> None:
    idle = Planner(Settings(_env_file=None))
    async with rooms(tmp_path, idle, owners=(HOST.account,), invited_only=True) as studio:
        with pytest.raises(NotInvited):
            await asked(studio)
        await allow(HOST, WhoOptions(who="discord:alice"), studio)
        invited = await asked(studio)
        with pytest.raises(NotInvited):
            await asked(studio, BOB)
        await allow(HOST, WhoOptions(who="here"), studio)

        assert invited.state == (await asked(studio, BOB)).state == JobState.QUEUED
