"""The whole bot on both platforms, to be killed: `python -m tests.sessions.served FOLDER URL URL`, Discord's first."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path

import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from bot import app as composition
from bot.config import Settings
from bot.engine.fake import FakeBackend
from bot.handlers.discord import DiscordFront
from bot.handlers.telegram import TelegramFront
from tests.handlers.discord.loopback import TOKEN
from tests.handlers.telegram.server import RATES
from tests.handlers.telegram.server import TOKEN as TELEGRAM_TOKEN
from tests.sessions.parlour import WordForWord

STEP_S = 0.3
"""Slow enough to be killed while it paints."""


async def main(folder: Path, discord: str, telegram: str) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    Route.BASE = f"{discord}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"{discord}/gateway/")
    setattr(composition, "Planner", WordForWord)  # noqa: B010 - it is no part of that module's face
    setattr(composition, "FakeBackend", partial(FakeBackend, rows=4, step_s=STEP_S))  # noqa: B010
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        backend="fake",
        port=0,
        discord_token=SecretStr(TOKEN),
        telegram_token=SecretStr(TELEGRAM_TOKEN),
        telegram_api_url=telegram,
    )
    fronts = DiscordFront(settings), TelegramFront(settings, RATES)
    for front in fronts:
        front.courier.min_interval_s = 0.01
    await composition.create(settings, fronts).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
