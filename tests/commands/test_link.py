"""One person with several accounts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands.again import AgainOptions, again
from bot.commands.history import HistoryOptions, history
from bot.commands.link import LinkOptions, UnlinkOptions, link, unlink
from bot.commands.studio import Studio
from bot.errors import (
    NotHere,
    WrongCode,
)
from bot.i18n import say
from bot.jobs import Job
from tests.commands.people import ALICE, PHONE, code_of, painted, text_of


async def test_accounts_are_linked_by_a_code_and_share_their_pictures(studio: Studio) -> None:
    job = await painted(studio, text="바다")
    code = await code_of(studio, ALICE)
    told = text_of(await link(PHONE, LinkOptions(code=f" {code.lower()} "), studio))

    assert told == say("ko", "link.joined", {"accounts": "Discord, Telegram"})
    assert "바다" in text_of(await history(PHONE, HistoryOptions(), studio))
    assert isinstance(await again(PHONE, AgainOptions(job=job.id), studio), Job)


async def test_an_account_that_is_taken_apart_keeps_what_was_asked_for_there(studio: Studio) -> None:
    await link(PHONE, LinkOptions(code=await code_of(studio, ALICE)), studio)
    await painted(studio, ALICE, text="on discord")
    told = text_of(await unlink(PHONE, UnlinkOptions(), studio))

    assert told == say("ko", "link.left")
    assert text_of(await history(PHONE, HistoryOptions(), studio)) == say("ko", "history.none")
    assert "on discord" in text_of(await history(ALICE, HistoryOptions(), studio))
    assert text_of(await unlink(PHONE, UnlinkOptions(), studio)) == say("ko", "link.alone")


async def test_a_code_is_neither_told_nor_taken_where_others_listen(studio: Studio) -> None:
    for options in (LinkOptions(), LinkOptions(code="ABCD-2345")):
        with pytest.raises(NotHere):
            await link(replace(PHONE, discreet=False), options, studio)


async def test_a_wrong_code_links_nobody(studio: Studio) -> None:
    await code_of(studio, ALICE)

    with pytest.raises(WrongCode):
        await link(PHONE, LinkOptions(code="ABCD-2345"), studio)
