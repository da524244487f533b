from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
from aiohttp.test_utils import TestServer
from discord.http import Route
from pydantic import SecretStr
from structlog.testing import capture_logs
from tenacity import wait_fixed, wait_none

from bot import app as app_module
from bot.app import create
from bot.commands import COMMANDS
from bot.config import Settings
from bot.errors import WrongToken
from bot.handlers.discord import DiscordFront
from tests.handlers.discord.house import PATIENCE_S
from tests.handlers.discord.loopback import TOKEN, LoopbackDiscord


@pytest.fixture
async def loopback(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LoopbackDiscord]:
    """discord.py takes this one for Discord."""
    server = LoopbackDiscord()
    async with TestServer(server.app()) as running:
        server.use(str(running.make_url("")).rstrip("/"), monkeypatch)
        yield server


def settings_of(folder: Path, token: str) -> Settings:
    return Settings(_env_file=None, data_dir=folder, backend="fake", discord_token=SecretStr(token), port=0)


async def test_it_logs_in_tells_its_commands_and_leaves(loopback: LoopbackDiscord, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, TOKEN)
    front = DiscordFront(settings)
    await front.start(create(settings, [front]).studio)
    async with asyncio.timeout(PATIENCE_S):
        await loopback.identified.wait()

    assert front.bot.connected
    assert [command["name"] for command in loopback.commands[: len(COMMANDS)]] == [command.name for command in COMMANDS]
    assert loopback.shards[0] == [0, 2]

    await front.stop()
    async with asyncio.timeout(PATIENCE_S):
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


@pytest.mark.parametrize("token", ["right\ntoken", "right\x00token", "right\x7ftoken", "토큰", ""])
async def test_what_no_header_can_hold_is_no_token(tmp_path: Path, token: str) -> None:
    settings = settings_of(tmp_path, token)
    front = DiscordFront(settings)

    with pytest.raises(WrongToken) as caught:
        await front.start(create(settings, [front]).studio)

    assert not token or token not in str(caught.value)
    assert not front.connected
    await front.stop()


async def test_a_discord_that_is_down_is_no_wrong_token(loopback: LoopbackDiscord, tmp_path: Path) -> None:
    loopback.down = True
    settings = settings_of(tmp_path, TOKEN)
    front = DiscordFront(settings)
    front.waits = wait_none()
    await front.start(create(settings, [front]).studio)
    assert not front.connected

    loopback.down = False
    async with asyncio.timeout(PATIENCE_S):
        await loopback.identified.wait()

    assert front.connected
    await front.stop()
    assert not front.connected


async def test_a_bot_without_a_network_connects_when_there_is_one_and_is_still_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, unused_tcp_port: int
) -> None:
    server = LoopbackDiscord()
    server.use(f"http://127.0.0.1:{unused_tcp_port}", monkeypatch)
    settings = settings_of(tmp_path, TOKEN)
    front = DiscordFront(settings)
    front.waits = wait_fixed(0.05)
    app = create(settings, [front])
    bot = app.discord
    await front.start(app.studio)
    assert not front.connected

    async with TestServer(server.app(), port=unused_tcp_port), asyncio.timeout(PATIENCE_S):
        await server.identified.wait()

        assert front.connected
        assert app.discord is bot
        assert server.shards[0] == [0, 2]
        assert front._gateway is not None
        assert not front._gateway.done()
        assert _buttons(front) == _buttons(DiscordFront(settings)) != []
        await front.stop()


def _buttons(front: DiscordFront) -> list[object]:
    return list(front.bot._connection._view_store._dynamic_items.values())


async def test_a_login_that_fails_half_way_leaves_nobody_logged_in(loopback: LoopbackDiscord, tmp_path: Path) -> None:
    loopback.without_gateway = True
    settings = settings_of(tmp_path, TOKEN)
    front = DiscordFront(settings)
    front.waits = wait_fixed(60)

    await front.start(create(settings, [front]).studio)

    assert not front.connected
    assert front.bot.user is None
    await front.stop()


async def test_a_bot_that_never_found_a_network_stops_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9/api/v10")  # the port of discard, where nobody listens
    settings = settings_of(tmp_path, TOKEN)
    front = DiscordFront(settings)
    await front.start(create(settings, [front]).studio)

    async with asyncio.timeout(PATIENCE_S):
        await front.stop()

    assert not front.connected


async def test_a_token_found_wrong_when_the_network_came_is_logged(loopback: LoopbackDiscord, tmp_path: Path) -> None:
    loopback.down = True
    settings = settings_of(tmp_path, "wrong-token")
    front = DiscordFront(settings)
    front.waits = wait_none()
    with capture_logs() as logged:
        await front.start(create(settings, [front]).studio)
        loopback.down = False
        assert front._connecting is not None
        async with asyncio.timeout(PATIENCE_S):
            await front._connecting

    assert [entry["event"] for entry in logged if entry["log_level"] == "error"] == ["wrong token"]
    assert "wrong-token" not in str(logged)
    await front.stop()


async def test_a_front_end_that_was_never_started_stops(tmp_path: Path) -> None:
    front = DiscordFront(settings_of(tmp_path, TOKEN))

    await front.stop()

    assert not front.bot.connected
    assert isinstance(front.bot, discord.AutoShardedClient)


@pytest.mark.usefixtures("loopback")
async def test_a_wrong_token_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "PATIENCE_S", PATIENCE_S)
    settings = settings_of(tmp_path, "wrong-token")
    good, bad = DiscordFront(settings_of(tmp_path, TOKEN)), DiscordFront(settings)
    app = create(settings, [bad, good])
    await app.start()

    assert isinstance(app.failed["discord"], WrongToken)
    assert good.bot.connected
    await app.stop()
