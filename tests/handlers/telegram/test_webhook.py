from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from pydantic import SecretStr

from bot.app import create
from bot.errors import AddressTaken
from bot.handlers.telegram import TelegramFront
from bot.handlers.telegram.webhook import SECRET_HEADER
from bot.i18n import say
from bot.images import Uploads
from tests.handlers.telegram.house import WISH, TelegramHouse, settings_of, telegram_house
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import LoopbackTelegram
from tests.makers import a_photo

pytestmark = pytest.mark.asyncio(loop_scope="session")
PATH, SECRET = "/hwaga/telegram", "only_Telegram-knows"


@pytest_asyncio.fixture(loop_scope="session")
async def hooked(tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads) -> AsyncIterator[TelegramHouse]:
    """Hwaga, to which Telegram brings what happens."""
    async with telegram_house(
        tmp_path,
        telegram,
        uploads,
        telegram_webhook_url=f"https://painter.example{PATH}",
        telegram_webhook_port=0,
        telegram_webhook_secret=SecretStr(SECRET),
    ) as house:
        assert house.front.webhook is not None
        bringing = asyncio.create_task(telegram.bring(house.front.webhook.port, PATH))
        yield house
        bringing.cancel()


async def test_telegram_is_told_where_and_with_which_secret(hooked: TelegramHouse, telegram: LoopbackTelegram) -> None:
    assert hooked.front.connected
    assert telegram.world.webhook["url"] == f"https://painter.example{PATH}"
    assert telegram.world.webhook["secret_token"] == SECRET
    assert {"message", "callback_query", "my_chat_member"} <= set(telegram.world.webhook["allowed_updates"])
    assert telegram.of("getUpdates") == []


@pytest.mark.usefixtures("hooked")
async def test_what_telegram_brings_is_painted_and_can_be_pressed(alice: Person) -> None:
    status = await alice.shown(alice.send_photo(a_photo(), WISH))

    assert status.has_media
    await alice.press(status, say("en", "action.again"))
    assert (await alice.shown(status)).has_media


async def test_who_does_not_know_the_secret_is_not_heard(
    hooked: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    webhook = hooked.front.webhook
    assert webhook is not None
    alice.write(WISH)
    forged = {**telegram.world.updates[-1], "update_id": 1}
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {SECRET_HEADER: "guessed"}, {SECRET_HEADER: ""}):
            async with session.post(f"http://127.0.0.1:{webhook.port}{PATH}", json=forged, headers=headers) as answer:
                assert answer.status == 403
        right = {SECRET_HEADER: SECRET}
        async with session.post(f"http://127.0.0.1:{webhook.port}{PATH}", data=b"{", headers=right) as answer:
            assert answer.status == 400
    assert 1 not in [kept.id for kept in await hooked.studio.store.telegram.left()]


async def test_without_a_secret_of_the_owners_every_start_has_its_own(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads
) -> None:
    secrets = set()
    for _ in range(2):
        async with telegram_house(
            tmp_path, telegram, uploads, telegram_webhook_url="https://painter.example", telegram_webhook_port=0
        ):
            secrets.add(telegram.world.webhook["secret_token"])

    assert len(secrets) == 2
    assert all(len(secret) > 30 for secret in secrets)


async def test_a_port_that_somebody_else_has_is_named(tmp_path: Path, telegram: LoopbackTelegram) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = settings_of(
            tmp_path, telegram, telegram_webhook_url="https://painter.example", telegram_webhook_port=port
        )
        front = TelegramFront(settings)
        studio = create(settings, [front]).studio
        async with studio.store:
            with pytest.raises(AddressTaken) as caught:
                await front.start(studio)
            await front.stop()

    assert caught.value.detail == f"127.0.0.1:{port}"
