"""Every command of the table, in a server and in a direct message, in both languages: answered, and without a fault."""

from __future__ import annotations

import re
from typing import Any

import discord
import pytest
from simcord import Env

from bot.commands import COMMANDS
from bot.people import Locale
from bot.prompt.language import HANGUL
from tests.handlers.discord.house import House
from tests.handlers.discord.world import World

LANGUAGES: dict[Locale, str] = {"ko": "ko", "en": "en-US"}
NO_WORDS = re.compile(r"[\W\d]*")


@pytest.mark.parametrize("locale", ["ko", "en"])
async def test_every_command_answers_in_a_server(
    env: Env, house: House, payloads: dict[int, dict[str, Any]], locale: Locale
) -> None:
    guild, carol = env.create_guild(), env.create_user("carol")
    everything = guild.create_role("admin", permissions=discord.Permissions(administrator=True))
    channel, member = guild.create_text_channel("art"), guild.add_member(carol, roles=[everything])
    payloads[carol.id] = {"locale": LANGUAGES[locale]}
    for command in COMMANDS:
        answer = await member.slash(channel, command.name)
        await house.settled()

        said = _said(answer)
        assert said, command.name
        assert all(_in(locale, text) for text in said), (command.name, said)
        assert command.public or answer.ephemeral, command.name
    assert env.errors == []


async def test_what_is_for_managers_and_owners_does_not_crowd_everybodys_list(world: World) -> None:
    shown = set(world.alice.available_commands(world.channel))

    assert shown == {command.name for command in COMMANDS if command.audience == "everybody"}


@pytest.mark.parametrize("locale", ["ko", "en"])
async def test_every_command_answers_in_a_direct_message(
    env: Env, house: House, payloads: dict[int, dict[str, Any]], locale: Locale
) -> None:
    carol = env.create_user("carol")
    payloads[carol.id] = {"locale": LANGUAGES[locale]}
    await carol.slash("imagine", text="바다" if locale == "ko" else "a sea")
    await house.settled()
    for command in COMMANDS:
        answer = await carol.slash(command.name)
        await house.settled()

        said = _said(answer)
        assert said, command.name
        assert all(_in(locale, text) for text in said), (command.name, said)
    assert env.errors == []


def _said(answer: Any) -> list[str]:
    """What was answered in words, wherever."""
    told = [answer.response, *answer.followups]
    return [message.content for message in told if message is not None and message.content]


def _in(locale: Locale, text: str) -> bool:
    """Whether a person of that language reads it; numbers and signs are everybody's."""
    return bool(HANGUL.search(text)) if locale == "ko" else not NO_WORDS.fullmatch(text)
