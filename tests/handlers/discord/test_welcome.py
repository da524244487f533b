from __future__ import annotations

from pathlib import Path

import discord
import pytest
from simcord import Env

from bot.i18n import say
from bot.people import Locale
from tests.handlers.discord.house import House


def plain(text: str) -> str:
    return text.replace("\\", "")


@pytest.mark.parametrize(("name", "ours"), [("그림 모임", "ko"), ("Art club", "en")])
async def test_a_new_server_is_greeted_in_its_language_with_three_buttons(env: Env, name: str, ours: Locale) -> None:
    guild = env.create_guild(name)
    channel = guild.create_text_channel("general")
    joined = env.bot.get_guild(guild.id)
    env.bot.dispatch("guild_join", joined)
    await env.settle()

    (hello,) = channel.history()
    (row,) = hello.components
    assert plain(hello.content) == say(ours, "discord.hello")
    assert [button.label for button in row.children] == [say(ours, f"discord.try.{n}") for n in (1, 2, 3)]


async def test_its_buttons_paint_at_once_and_after_a_restart(env: Env, house: House, tmp_path: Path) -> None:
    guild = env.create_guild("그림 모임")
    channel = guild.create_text_channel("general")
    env.bot.dispatch("guild_join", env.bot.get_guild(guild.id))
    await env.settle()
    (hello,) = channel.history()
    await house.close()
    again = House(tmp_path)
    await env.restart_bot(again.front.bot)
    await again.open(env)
    alice = guild.add_member(env.create_user("alice"))
    await alice.click(hello, label=say("ko", "discord.try.1"))
    await again.settled()

    (job,) = await again.jobs_of(alice)
    assert job.plan.text == say("ko", "discord.try.1")
    await again.close()


async def test_where_it_may_not_write_it_is_silent(env: Env) -> None:
    guild = env.create_guild("Silent")
    assert env.bot.user is not None
    denied = {env.bot.user: discord.PermissionOverwrite(send_messages=False)}
    channel = guild.create_text_channel("general", overwrites=denied)
    env.bot.dispatch("guild_join", env.bot.get_guild(guild.id))
    await env.settle()

    assert channel.history() == []
    assert env.errors == []
