from __future__ import annotations

import asyncio
import io
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from telegram import Update
from telegram.ext import Application

from bot import logs
from bot.app import create
from bot.config import Settings
from bot.errors import WrongToken
from bot.handlers.telegram import TelegramFront
from bot.handlers.web import WebFront
from bot.i18n import say
from bot.images import Uploads
from tests.handlers.telegram.house import WISH, TelegramHouse, settings_of, telegram_house
from tests.handlers.telegram.judge import Judge
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import TOKEN, LoopbackTelegram
from tests.makers import a_photo

pytestmark = pytest.mark.asyncio(loop_scope="session")
WRONG = SecretStr("123456:wrong-token")


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All logs, as loud as they can be, with the right token as the secret."""
    stream = io.StringIO()
    settings = Settings(_env_file=None, log_level="debug", log_format="json", telegram_token=SecretStr(TOKEN))
    logs.configure(settings, stream)
    yield stream
    assert stream.getvalue()
    assert TOKEN not in stream.getvalue()
    assert TOKEN.partition(":")[2] not in stream.getvalue()


@pytest.fixture
def polling_given_up() -> Iterator[asyncio.Event]:
    """Set when python-telegram-bot says so in its log, the only place where it does."""
    said, logger = asyncio.Event(), logging.getLogger("telegram.ext")

    def heard(record: logging.LogRecord) -> bool:
        if "Aborting retry loop" in record.getMessage():
            said.set()
        return True

    logger.addFilter(heard)
    yield said
    logger.removeFilter(heard)


async def test_a_wrong_token_is_named_without_being_told(tmp_path: Path, telegram: LoopbackTelegram) -> None:
    settings = settings_of(tmp_path, telegram, telegram_token=WRONG)
    front = TelegramFront(settings)

    with pytest.raises(WrongToken) as caught:
        await front.start(create(settings, [front]).studio)

    assert (caught.value.platform, caught.value.detail) == ("telegram", "Unauthorized")
    assert WRONG.get_secret_value() not in "".join(traceback.format_exception(caught.value))
    await front.stop()


@pytest.mark.parametrize("token", ["nonsense", "123456", ":AAF", "123456:AAF/../x", "123456:AAF\nx", "123456:가나"])
async def test_what_cannot_be_a_token_is_refused_without_a_network(
    tmp_path: Path, telegram: LoopbackTelegram, token: str
) -> None:
    settings = settings_of(tmp_path, telegram, telegram_token=SecretStr(token))
    front = TelegramFront(settings)

    with pytest.raises(WrongToken) as caught:
        await front.start(create(settings, [front]).studio)

    assert token not in "".join(traceback.format_exception(caught.value))
    assert not front.connected
    assert telegram.calls == []
    await front.stop()


async def test_beside_a_wrong_token_the_page_serves(
    tmp_path: Path, telegram: LoopbackTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.PATIENCE_S", 30.0)  # a slow machine is no network failure
    app = create(settings_of(tmp_path, telegram, telegram_token=WRONG))
    assert isinstance(app.telegram, Application)
    assert isinstance(app.web, WebFront)
    await app.start()
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{app.web.url}/healthz") as answer:
            assert answer.status == 200
        assert isinstance(app.failed["telegram"], WrongToken)
        assert list(app.failed) == ["telegram"]
    finally:
        await app.stop()


async def test_a_bot_without_a_network_connects_when_there_is_one(
    tmp_path: Path, telegram_judge: Judge | None, uploads: Uploads, unused_tcp_port: int
) -> None:
    telegram = LoopbackTelegram(telegram_judge)
    telegram.url = f"http://127.0.0.1:{unused_tcp_port}"
    async with telegram_house(tmp_path, telegram, uploads) as house:
        assert not house.front.connected
        async with telegram.serving(unused_tcp_port):
            alice = telegram.person("Alice")
            assert (await alice.shown(alice.write(WISH))).has_media
            assert house.front.connected
            await house.front.stop()
    assert telegram.faults == []


async def test_a_bot_that_never_found_a_network_stops_at_once(
    tmp_path: Path, uploads: Uploads, unused_tcp_port: int
) -> None:
    telegram = LoopbackTelegram(None)
    telegram.url = f"http://127.0.0.1:{unused_tcp_port}"
    async with telegram_house(tmp_path, telegram, uploads) as house:
        await house.front.stop()

        assert not house.front.application.running
    assert telegram.calls == []


@pytest.mark.parametrize("status", [429, 500, 502])
async def test_a_telegram_that_is_down_is_no_wrong_token(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, status: int
) -> None:
    telegram.refuse("getMe", status, "down", retry_after_s=3 if status == 429 else 0)
    async with telegram_house(tmp_path, telegram, uploads):
        await telegram.asked("getUpdates")

    assert len(telegram.of("getMe")) == 2


async def test_a_token_found_wrong_when_the_network_came_is_logged(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, logged: io.StringIO
) -> None:
    telegram.refuse("getMe", 502, "Bad Gateway")
    telegram.refuse("getMe", 401, "Unauthorized")
    async with telegram_house(tmp_path, telegram, uploads) as house:
        await telegram.asked("getMe", 2)
        assert house.front._connecting is not None
        await house.front._connecting
    assert '"wrong token"' in logged.getvalue()
    assert telegram.of("getUpdates") == []


async def test_no_log_line_holds_the_token(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, logged: io.StringIO
) -> None:
    async with telegram_house(tmp_path, telegram, uploads):
        alice = telegram.person("Alice")
        telegram.refuse("getFile", 400, "Bad Request: wrong file_id")
        await alice.shown(alice.send_photo(a_photo()))
        assert (await alice.shown(alice.send_photo(a_photo(), WISH))).has_media

    assert "HTTP Request" in logged.getvalue(), "httpx logs the URL, which has the token in it"


async def test_a_token_revoked_on_the_way_ends_the_polling_and_not_the_bot(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, polling_given_up: asyncio.Event
) -> None:
    await telegram.asked("getUpdates")
    telegram.token = "123456:another"
    alice.write("/help")  # ends the poll that is on its way
    async with asyncio.timeout(20):
        await polling_given_up.wait()
    await house.front.stop()

    assert not house.front.application.running
    assert not telegram.world.by_bot(alice.id)


async def test_whoever_drives_the_application_themselves_may(
    tmp_path: Path, telegram: LoopbackTelegram, alice: Person
) -> None:
    settings = settings_of(tmp_path, telegram)
    front = TelegramFront(settings)
    await front.application.initialize()
    await front.application.start()
    studio = create(settings, [front]).studio
    async with studio.store:
        await front.start(studio)
        asked = alice.write("/help")
        await front.application.process_update(Update.de_json(telegram.world.updates[0], front.application.bot))
        await front.stop()

    assert [answer.text for answer in alice.answers_to(asked)] == [say("en", "help.telegram")]
    assert telegram.of("getUpdates") == []


async def test_a_front_end_that_was_never_started_stops(tmp_path: Path, telegram: LoopbackTelegram) -> None:
    front = TelegramFront(settings_of(tmp_path, telegram))

    await front.stop()
    await front.stop()

    assert telegram.calls == []
