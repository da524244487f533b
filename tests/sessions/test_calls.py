"""Whom a session rings for: who is waited for, once a turn, where they play, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.errors import ShowLater
from bot.handlers.fake import FakeCourier
from bot.i18n import say
from bot.sessions.moves import End, Pause, Resume
from bot.sessions.session import Phase
from bot.views import View
from tests.sessions.conftest import Opened
from tests.sessions.parlour import LIMIT_S


def rung(chat: FakeCourier) -> list[list[str]]:
    """The names in each call that a chat has seen, oldest first."""
    return [[mention.name for mention in view.mentions] for view in called(chat)]


def called(chat: FakeCourier) -> list[View]:
    views = [view for message in chat.messages.values() for view in message.views]
    return [view for view in views if view.stage == "call" and view.mentions]


def over(chat: FakeCourier) -> int:
    """How many calls were taken away."""
    texts = {say("ko", "session.call.over"), say("en", "session.call.over")}
    return sum(message.view.headline in texts for message in chat.messages.values())


async def until(chat: FakeCourier, holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        await chat.until(holds)


async def test_each_turn_of_a_relay_rings_once_for_whose_it_is(parlour: Opened) -> None:
    async with parlour() as house:
        ann, bob, session = await house.begun("relay")
        await until(house.discord, lambda: rung(house.discord) == [["ann"]])
        assert called(house.discord)[0].actions == ("session_write",)
    async with parlour() as house:  # the same turn after a restart
        ann, bob = house.person("ann"), house.person("bob")
        await ann.do("write", "고양이")
        await house.phase(session.id, Phase.COLLECTING, 2)
        await until(house.discord, lambda: rung(house.discord) == [["bob"]])
        assert "session_look" in called(house.discord)[0].actions
        await bob.do("write", "모자를 쓴 고양이")
        await house.phase(session.id, Phase.REVEAL)
        await until(house.discord, lambda: over(house.discord) == 1)  # the first one's message is of another process


async def test_everybody_is_called_where_they_play_and_in_that_chat_s_language(parlour: Opened) -> None:
    async with parlour() as house:
        ann, bob = house.person("ann", "discord", "en"), house.person("bob", "discord", "en")
        cho = house.person("cho", "telegram", "ko")
        session = await ann.begin("the sea", "jam")
        await bob.do("join")
        await cho.bring(session.code)
        await ann.do("start")
        await until(house.discord, lambda: rung(house.discord) == [["ann", "bob"]])
        await until(house.telegram, lambda: rung(house.telegram) == [["cho"]])
        assert called(house.telegram)[0].headline == say("ko", "session.call.write")
        assert [mention.account for mention in called(house.discord)[0].mentions] == ["ann", "bob"]

        for player in (ann, bob, cho):
            await player.do("write", "a storm")
        await house.phase(session.id, Phase.VOTING)
        await until(house.discord, lambda: rung(house.discord) == [["ann", "bob"], ["ann", "bob"]])
        await until(house.telegram, lambda: rung(house.telegram) == [["cho"], ["cho"]])
        await house.studio.salon.sessions.play(session.id, End(session.host))
        await until(house.discord, lambda: over(house.discord) == 2)


async def test_a_pause_takes_a_call_away_and_does_not_ring_again(parlour: Opened) -> None:
    async with parlour() as house:
        ann, _, session = await house.begun("relay")
        await until(house.discord, lambda: rung(house.discord) == [["ann"]])
        await house.studio.salon.sessions.play(session.id, Pause(session.host))
        await until(house.discord, lambda: over(house.discord) == 1)
        await house.studio.salon.sessions.play(session.id, Resume(session.host))
        await ann.do("write", "고양이")
        await until(house.discord, lambda: rung(house.discord)[-1] == ["bob"])
        assert rung(house.discord) == [["ann"], ["bob"]]


async def test_a_chat_that_is_full_is_called_when_it_may_be_and_the_game_goes_on(parlour: Opened) -> None:
    async with parlour() as house:
        ann, bob = house.person("ann"), house.person("bob")
        await ann.begin("", "relay")
        await bob.do("join")
        house.discord.fail(ShowLater(0.2), stage="call")
        await ann.do("start")
        await house.until(lambda view: "session_write" in view.actions)
        await until(house.discord, lambda: rung(house.discord) == [["ann"]])


async def test_who_has_written_before_a_full_chat_may_be_called_is_not_called(parlour: Opened) -> None:
    async with parlour() as house:
        ann, bob = house.person("ann"), house.person("bob")
        await ann.begin("", "relay")
        await bob.do("join")
        house.discord.fail(ShowLater(3600), stage="call")
        await ann.do("start")
        await house.until(lambda view: "session_write" in view.actions)
        await ann.do("write", "고양이")
        await until(house.discord, lambda: rung(house.discord) == [["bob"]])
