from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import Settings
from bot.images import Uploads
from tests.handlers.telegram.house import TelegramHouse, telegram_house
from tests.handlers.telegram.judge import Judge
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import LoopbackTelegram


@pytest.fixture(scope="session")
def telegram_judge() -> Judge | None:
    """None where the machine-readable Bot API is not at hand."""
    specification = Path(os.environ.get("HWAGA_SPECS", "")) / "telegram-bot-api.json"
    return Judge(specification) if specification.is_file() else None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def uploads() -> AsyncIterator[Uploads]:
    """One process that reads pictures, for all tests; theirs is its loop."""
    uploads = Uploads(Settings(_env_file=None))
    yield uploads
    await uploads.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def telegram(telegram_judge: Judge | None) -> AsyncIterator[LoopbackTelegram]:
    """A Telegram that listens. Whatever a test is about, no call of the bot may break Telegram's own rules."""
    telegram = LoopbackTelegram(telegram_judge)
    async with telegram.serving():
        yield telegram
    assert telegram.faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads) -> AsyncIterator[TelegramHouse]:
    """Hwaga, at work there."""
    async with telegram_house(tmp_path, telegram, uploads) as house:
        yield house


@pytest.fixture
def alice(telegram: LoopbackTelegram) -> Person:
    return telegram.person("Alice")


@pytest.fixture
def bob(telegram: LoopbackTelegram) -> Person:
    return telegram.person("Bob")


@pytest.fixture(scope="session")
def timedeltas() -> None:
    """As the application tells python-telegram-bot: times are no bare numbers."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")
