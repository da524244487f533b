from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
import yarl
from aiohttp.test_utils import TestServer
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from bot.app import create
from bot.commands import COMMANDS
from bot.config import Settings
from bot.errors import FrontError, WrongToken
from bot.handlers.discord import DiscordFront
from tests.handlers.discord.loopback import TOKEN, LoopbackDiscord


@pytest.fixture
async def loopback(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LoopbackDiscord]:
    """discord.py takes this one for Discord."""
    server = LoopbackDiscord()
    async with TestServer(server.app()) as running:
        server.url = str(running.make_url("")).rstrip("/")
        monkeypatch.setattr(Route, "BASE", f"{server.url}/api/v10")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"{server.url}/gateway/"))
        yield server


def settings_of(folder: Path, token: str) -> Settings:
    return Settings(_env_file=None, data_dir=folder, backend="fake", discord_token=SecretStr(token), port=0)


async def test_it_logs_in_tells_its_commands_and_leaves(loopback: LoopbackDiscord, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, TOKEN)
    front = DiscordFront(settings)
    await front.start(create(settings, [front]).studio)
    async with asyncio.timeout(10):
        await loopback.identified.wait()

    assert front.bot.connected
    assert [command["name"] for command in loopback.commands] == [command.name for command in COMMANDS]
    assert loopback.shards[0] == [0, 2]

    await front.stop()
    async with asyncio.timeout(10):
        await loopback.left.wait()
    assert not front.bot.connected
    await front.stop()


@pytest.mark.usefixtures("loopback")
async def test_a_wrong_token_is_named_without_being_told(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "wrong-token")
    front = DiscordFront(settings)

    with pytest.raises(WrongToken) as caught:
        await front.start(create(settings, [front]).studio)

    assert caught.value.platform == "discord"
    assert "wrong-token" not in str(caught.value)
    await front.stop()


async def test_a_discord_that_is_down_is_no_wrong_token(loopback: LoopbackDiscord, tmp_path: Path) -> None:
    loopback.down = True
    settings = settings_of(tmp_path, TOKEN)
    front = DiscordFront(settings)

    with pytest.raises(FrontError) as caught:
        await front.start(create(settings, [front]).studio)

    assert not isinstance(caught.value, WrongToken)


async def test_without_a_network_the_front_end_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9/api/v10")  # the port of discard, where nobody listens
    settings = settings_of(tmp_path, TOKEN)
    front = DiscordFront(settings)

    with pytest.raises(FrontError):
        await front.start(create(settings, [front]).studio)


async def test_a_front_end_that_was_never_started_stops(tmp_path: Path) -> None:
    front = DiscordFront(settings_of(tmp_path, TOKEN))

    await front.stop()

    assert not front.bot.connected
    assert isinstance(front.bot, discord.AutoShardedClient)


@pytest.mark.usefixtures("loopback")
async def test_a_wrong_token_does_not_stop_the_others(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "wrong-token")
    good, bad = DiscordFront(settings_of(tmp_path, TOKEN)), DiscordFront(settings)
    app = create(settings, [bad, good])
    await app.start()

    assert isinstance(app.failed["discord"], WrongToken)
    assert good.bot.connected
    await app.stop()
