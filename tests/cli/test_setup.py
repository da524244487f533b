from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from click.testing import CliRunner

from bot.cli import setup
from bot.cli.setup import setup_command
from bot.errors import FrontError
from tests.handlers.discord.loopback import APPLICATION, TOKEN, LoopbackDiscord


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LoopbackDiscord]:
    """discord.py takes this one for Discord, on a loop of its own: the command has one, too."""
    monkeypatch.chdir(tmp_path)
    server, ready, done = LoopbackDiscord(), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        runner = web.AppRunner(server.app())
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        server.use(f"http://{host}:{port}", monkeypatch)
        ready.set()
        await done.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    yield server
    loop.call_soon_threadsafe(done.set)
    thread.join(10)
    loop.close()


@pytest.mark.usefixtures("loopback")
def test_a_right_token_is_saved_and_the_invitation_asks_for_little(tmp_path: Path) -> None:
    told = CliRunner().invoke(setup_command("en"), ["discord"], input=f"{TOKEN}\n", obj="en")

    assert told.exit_code == 0, told.output
    assert (tmp_path / ".env").read_text() == f"DISCORD_TOKEN={TOKEN}\n"
    assert TOKEN not in told.output
    server, own = (parse_qs(urlsplit(line.strip()).query) for line in told.output.splitlines() if "client_id" in line)
    assert server["client_id"] == [APPLICATION["id"]]
    assert server["scope"] == ["bot applications.commands"]
    assert int(server["permissions"][0]).bit_count() == 6
    assert (own["integration_type"], own["scope"]) == (["1"], ["applications.commands"])


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("token", ["wrong-token", "토큰"])
def test_a_wrong_token_is_not_saved(tmp_path: Path, token: str) -> None:
    told = CliRunner().invoke(setup_command("ko"), ["discord"], input=f"{token}\n", obj="ko")

    assert told.exit_code == 1
    assert "Discord에서 이 토큰을 받아 주지 않아요" in told.output
    assert not (tmp_path / ".env").exists()


def test_a_discord_out_of_reach_is_no_wrong_token(loopback: LoopbackDiscord) -> None:
    loopback.down = True

    with pytest.raises(FrontError):
        asyncio.run(setup.check(TOKEN))
