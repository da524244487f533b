from __future__ import annotations

from pathlib import Path

from simcord import Env

from bot.commands import COMMANDS
from bot.i18n import say
from tests.handlers.discord.heard import Heard
from tests.handlers.discord.house import House

MENUS = (say("en", "discord.menu.imagine"), say("en", "discord.menu.recipe"))


async def test_commands_are_told_once(simcord_env: Env, heard: Heard, tmp_path: Path) -> None:
    await simcord_env.restart_bot(House(tmp_path).front.bot)

    (told,) = heard.of("PUT", "/commands")
    assert [command["name"] for command in told.body] == [*(command.name for command in COMMANDS), *MENUS]


async def test_commands_that_somebody_replaced_are_told_again(simcord_env: Env, heard: Heard, tmp_path: Path) -> None:
    simcord_env.backend.register_commands(None, [])
    await simcord_env.restart_bot(House(tmp_path).front.bot)

    assert len(heard.of("PUT", "/commands")) == 2


async def test_a_refusal_leaves_the_bot_with_the_commands_it_has(
    simcord_env: Env, heard: Heard, tmp_path: Path
) -> None:
    (tmp_path / "discord-commands.sha256").write_text("of an older version")
    simcord_env.inject_error("PUT", "/applications/*/commands", status=429)
    bot = House(tmp_path).front.bot
    await simcord_env.restart_bot(bot)

    assert len(heard.of("PUT", "/commands")) == 2
    assert bot.connected
    assert (tmp_path / "discord-commands.sha256").read_text() == "of an older version"
