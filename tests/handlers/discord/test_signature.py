from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.app import create
from bot.commands import COMMANDS
from bot.config import Settings
from bot.engine.backend import Capabilities
from bot.engine.fake import FakeBackend
from bot.handlers.discord import DiscordFront
from bot.handlers.discord.client import DiscordBot
from bot.handlers.discord.translator import CatalogTranslator

NAME = re.compile(r"[-_'\w]{1,32}")
TEXT_LIMIT = 100


@pytest.fixture
async def commands() -> dict[str, Any]:
    """What Discord would be told of each command."""
    chat_input = discord.AppCommandType.chat_input
    tree = DiscordBot(Settings(_env_file=None)).tree
    await tree.set_translator(CatalogTranslator())
    translator = tree.translator
    assert translator is not None
    return {c.name: await c.get_translated_payload(tree, translator) for c in tree.get_commands(type=chat_input)}


async def test_every_command_of_the_table_is_a_slash_command(commands: dict[str, Any]) -> None:
    assert list(commands) == [command.name for command in COMMANDS]


async def test_commands_work_in_servers_in_direct_messages_and_for_those_who_installed_them(
    commands: dict[str, Any],
) -> None:
    assert {(*c["integration_types"], *c["contexts"]) for c in commands.values()} == {(0, 1, 0, 1, 2)}


async def test_options_carry_the_types_ranges_and_choices_of_the_table(commands: dict[str, Any]) -> None:
    options = {option["name"]: option for option in commands["imagine"]["options"]}
    kind = discord.AppCommandOptionType

    assert not any(option.get("required") for option in options.values())
    assert (options["text"]["type"], options["text"]["max_length"]) == (kind.string.value, 4000)
    assert options["image"]["type"] == kind.attachment.value
    assert (options["count"]["type"], options["count"]["min_value"], options["count"]["max_value"]) == (4, 1, 4)
    assert (options["strength"]["type"], options["strength"]["min_value"]) == (kind.number.value, 0.05)
    assert options["raw"]["type"] == kind.boolean.value
    assert {"name": "Euler a", "name_localizations": {"ko": "Euler a"}, "value": "euler_a"} in options["scheduler"][
        "choices"
    ]


async def test_names_are_as_in_the_code_in_english_and_korean_in_korean(commands: dict[str, Any]) -> None:
    imagine = commands["imagine"]

    assert (imagine["name"], imagine["name_localizations"]) == ("imagine", {"ko": "그리기"})
    assert imagine["description"] != imagine["description_localizations"]["ko"]
    assert imagine["options"][0]["name_localizations"] == {"ko": "글"}


async def test_names_and_descriptions_are_as_discord_takes_them(commands: dict[str, Any]) -> None:
    for item in [*commands.values(), *(o for c in commands.values() for o in c["options"])]:
        names = [item["name"], *item["name_localizations"].values()]
        texts = [item["description"], *item["description_localizations"].values()]

        assert all(NAME.fullmatch(name) and name == name.lower() for name in names), names
        assert all(0 < len(text) <= TEXT_LIMIT for text in texts), texts


async def test_what_the_backend_cannot_do_is_not_offered(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, backend="fake")
    front = DiscordFront(settings)
    studio = create(settings, [front]).studio
    assert front.bot.tree.get_command("blend") is not None

    front.attach(replace(studio, backend=OnlyText()))

    assert front.bot.tree.get_command("imagine") is not None
    assert front.bot.tree.get_command("blend") is None


class OnlyText(FakeBackend):
    def offers(self, checkpoint: str = "") -> Capabilities:
        del checkpoint
        return replace(super().offers(), tasks=frozenset({"text2image"}))
