"""Whatever ends the process, and whenever: nothing that a person has sent is lost, or done twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.engine.fake import FakeControl
from bot.handlers.telegram.inbox import MOST_TRIES
from bot.handlers.telegram.updates import Ears
from bot.i18n import say
from bot.images import Uploads
from bot.store.telegram import TelegramShelf
from tests.handlers.telegram.house import WISH, TelegramHouse, built, settings_of, telegram_house
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import RATES, LoopbackTelegram
from tests.makers import a_photo

pytestmark = pytest.mark.asyncio(loop_scope="session")
THINKING = say("en", "stage.thinking")


@asynccontextmanager
async def killed(folder: Path, telegram: LoopbackTelegram, uploads: Uploads) -> AsyncIterator[TelegramHouse]:
    """At work, and gone in the middle of it: nothing is brought to an end but the store's transactions."""
    house = built(settings_of(folder, telegram), uploads, None, FakeControl(), RATES)
    before = asyncio.all_tasks()
    async with house.studio.store:
        await house.front.start(house.studio)
        await house.studio.delivery.start()
        yield house
        for task in asyncio.all_tasks() - before - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)
    await house.front.stop()


async def test_an_update_that_was_fetched_and_not_begun_is_not_lost(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = asyncio.Event()

    async def hear(*_: object) -> None:
        kept.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(Ears, "hear", hear)
        async with killed(tmp_path, telegram, uploads):
            asked = alice.write(WISH)
            await kept.wait()
            await telegram.world.until(lambda: telegram.world.updates == [])  # Telegram has forgotten it
    async with telegram_house(tmp_path, telegram, uploads) as after:
        assert (await alice.shown(asked)).has_media
        await after.settled()
        assert len(await after.jobs_of(alice)) == 1


async def test_no_status_message_stands_when_the_process_ends_before_the_job_is_queued(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, alice: Person
) -> None:
    telegram.hold_files()
    async with killed(tmp_path, telegram, uploads) as before:
        asked = alice.send_photo(a_photo(), WISH)
        status = await alice.answered(asked)
        await telegram.asked("getFile")
        assert status.text == THINKING
        assert await before.jobs_of(alice) == []
    telegram.release_files()
    async with telegram_house(tmp_path, telegram, uploads) as after:
        await alice.shown(asked)
        await after.settled()

    assert alice.posts == [status]
    assert status.has_media


async def test_a_job_that_was_queued_is_not_queued_again(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued = asyncio.Event()

    async def done(_shelf: TelegramShelf, _update: int) -> None:
        queued.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(TelegramShelf, "done", done)
        async with killed(tmp_path, telegram, uploads):
            asked = alice.write(WISH)
            await queued.wait()
    async with telegram_house(tmp_path, telegram, uploads) as after:
        await alice.shown(asked)
        await alice.answered(alice.write("/help"))
        await after.settled()
        assert len(await after.jobs_of(alice)) == 1

    assert len(alice.answers_to(asked)) == 1


async def test_an_update_that_telegram_sends_again_is_not_done_again(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, alice: Person
) -> None:
    async with telegram_house(tmp_path, telegram, uploads):
        asked = alice.write(WISH)
        update = telegram.world.updates[-1]
        await alice.shown(asked)
    telegram.world.updates.append(update)
    async with telegram_house(tmp_path, telegram, uploads) as after:
        await alice.answered(alice.write("/help"))
        await after.front.stop()
        assert len(await after.jobs_of(alice)) == 1


async def test_what_ends_every_process_is_given_up(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, alice: Person
) -> None:
    async with killed(tmp_path, telegram, uploads) as before:
        shelf = before.studio.store.telegram
        await telegram.asked("getUpdates")
        telegram.hold(alice)
        asked = alice.write(WISH)
        await telegram.asked("sendMessage")
        for _ in range(MOST_TRIES):
            await shelf.left()
    telegram.release()
    answers = len(alice.answers_to(asked))
    async with telegram_house(tmp_path, telegram, uploads) as after:
        await alice.answered(alice.write("/help"))
        await after.front.stop()
        assert await after.jobs_of(alice) == []
        assert await after.studio.store.telegram.left() == []

    assert len(alice.answers_to(asked)) == answers


async def test_what_is_answered_is_not_kept(house: TelegramHouse, alice: Person) -> None:
    await alice.shown(alice.write(WISH))
    await alice.answered(alice.write("/help"))
    await house.front.stop()
    rows = await house.studio.store._database.read(
        lambda c: c.exec_driver_sql("SELECT body FROM telegram_updates").scalars().all()
    )

    assert set(rows) == {""}
