from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import setup_telegram
from bot.cli.setup import setup_command
from bot.errors import FrontError
from bot.i18n import say
from tests.handlers.telegram.server import TOKEN, LoopbackTelegram


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LoopbackTelegram]:
    """Taken for Telegram, on a loop of its own: the command has one, too."""
    monkeypatch.chdir(tmp_path)
    ready, loop = threading.Event(), asyncio.new_event_loop()
    made: list[tuple[LoopbackTelegram, asyncio.Event]] = []

    async def serve() -> None:
        telegram, done = LoopbackTelegram(None), asyncio.Event()
        async with telegram.serving():
            made.append((telegram, done))
            ready.set()
            await done.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    telegram, done = made[0]
    monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)
    yield telegram
    loop.call_soon_threadsafe(done.set)
    thread.join(10)
    loop.close()


@pytest.mark.parametrize("privacy", [True, False])
def test_a_right_token_is_saved_and_the_privacy_mode_told(
    loopback: LoopbackTelegram,
    tmp_path: Path,
    privacy: bool,  # noqa: FBT001
) -> None:
    loopback.world.privacy = privacy
    told = CliRunner().invoke(setup_command("en"), ["telegram"], input=f"{TOKEN}\n", obj="en")

    assert told.exit_code == 0, told.output
    assert (tmp_path / ".env").read_text() == f"TELEGRAM_TOKEN={TOKEN}\n"
    assert TOKEN not in told.output
    mode = "setup.telegram.privacy" if privacy else "setup.telegram.open"
    assert say("en", mode, {"name": "hwaga_bot"}) in told.output
    assert "https://t.me/hwaga_bot?startgroup=true" in told.output


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("token", ["123456:wrong-token", "암호"])
def test_a_wrong_token_is_not_saved(tmp_path: Path, token: str) -> None:
    told = CliRunner().invoke(setup_command("ko"), ["telegram"], input=f"{token}\n", obj="ko")

    assert told.exit_code == 1
    assert say("ko", "setup.refused", {"platform": "Telegram"}) in told.output
    assert token not in told.output
    assert not (tmp_path / ".env").exists()


def test_a_telegram_out_of_reach_is_no_wrong_token(loopback: LoopbackTelegram) -> None:
    loopback.refuse("getMe", 502, "Bad Gateway")

    with pytest.raises(FrontError):
        asyncio.run(setup_telegram.check(TOKEN, loopback.url))
