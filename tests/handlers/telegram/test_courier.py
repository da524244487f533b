from __future__ import annotations

import asyncio
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.engine.fake import FakeControl
from bot.errors import DeliveryError, NewsLater, ShowFailed, Unreachable
from bot.handlers.telegram.faults import delivery_errors
from bot.i18n import say
from bot.images import Uploads
from bot.jobs import JobState
from bot.people import Address
from bot.views import Picture, View
from tests.handlers.telegram.house import WISH, TelegramHouse, telegram_house
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import LoopbackTelegram
from tests.handlers.telegram.world import Post
from tests.makers import a_photo

pytestmark = pytest.mark.asyncio(loop_scope="session")
CANCEL, STARTED, DONE = say("en", "action.cancel"), say("en", "view.started"), say("en", "view.done")


async def held(house: TelegramHouse, telegram: LoopbackTelegram, person: Person) -> Post:
    """The status message of a job that stands before its first step until `house.engine.release()`."""
    house.engine.hold()
    status = await person.answered(person.write(WISH))
    await telegram.world.until(lambda: status.text == STARTED)
    return status


async def patiently(house: TelegramHouse, address: Address, view: View) -> Address:
    """Show a view as soon as there is room for it."""
    while True:
        try:
            return await house.front.courier.show(address, view)
        except NewsLater as error:
            await asyncio.sleep(error.retry_after_s)


async def seconds_left(house: TelegramHouse) -> float:
    """Until the result will be shown; waits until that is known."""
    store, now = house.studio.store, house.clock()
    while (due := await store.next_due("telegram", now)) is None:
        pass
    return due - now


async def test_a_restart_in_the_middle_edits_into_the_same_message(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, alice: Person
) -> None:
    engine = FakeControl()
    async with telegram_house(tmp_path, telegram, uploads, engine=engine):
        engine.hold(step=3)
        status = await alice.answered(alice.write(WISH))
        await telegram.world.until(lambda: status.has_media)
        engine.hold(step=1)
    assert not status.ended
    async with telegram_house(tmp_path, telegram, uploads, engine=engine) as after:
        await telegram.world.until(lambda: status.text == STARTED)
        engine.release()
        await after.settled()

    assert alice.posts == [status]
    assert status.text.startswith(DONE)


async def test_a_result_painted_before_a_restart_is_shown_after_it(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, alice: Person
) -> None:
    async with telegram_house(tmp_path, telegram, uploads) as before:
        status = await held(before, telegram, alice)
        telegram.refuse("editMessageMedia", 502, "Bad Gateway", times=9)
        before.engine.release()
        await seconds_left(before)
    telegram.heal()
    async with telegram_house(tmp_path, telegram, uploads) as after:
        after.clock.advance(60)
        after.studio.delivery.wake()
        await after.settled()

    assert alice.posts == [status]
    assert status.text.startswith(DONE)
    assert len(status.photo) == 1


async def test_a_deleted_status_message_is_followed_by_the_picture_in_a_new_reply(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    status = await held(house, telegram, alice)
    asked = status.reply_to
    alice.delete(status)
    house.engine.release()
    await house.settled()

    (picture,) = alice.posts
    assert picture.reply_to is asked
    assert picture.text.startswith(DONE)
    assert picture.has_media


async def test_where_the_persons_message_is_deleted_too_the_picture_comes_without_a_reply(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    status = await held(house, telegram, alice)
    assert status.reply_to is not None
    alice.delete(status.reply_to)
    alice.delete(status)
    house.engine.release()
    await house.settled()

    (picture,) = alice.posts
    assert picture.reply_to is None
    assert picture.has_media


async def test_a_job_that_is_stopped_after_its_message_was_deleted_says_no_more(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    status = await held(house, telegram, alice)
    alice.delete(status)
    told = await alice.answered(alice.write("/cancel"))
    await house.settled()

    assert alice.posts == [told]


async def test_a_picture_that_no_photo_may_be_comes_as_a_file(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    status = await held(house, telegram, alice)
    (job,) = await house.jobs_of(alice)
    long = BytesIO()
    Image.new("1", (64, 1600)).save(long, "PNG")
    picture = Picture(long.getvalue(), "image/png", "hwaga-7.png", 7)
    view = View(job_id=job.id, locale="en", stage="done", headline=DONE, pictures=(picture,))

    await house.front.courier.show(job.address, view)
    assert (status.picture, status.photo) == (picture.data, ())
    alice.delete(status)
    await house.front.courier.show(job.address, view)
    (posted,) = alice.posts
    assert (posted.picture, posted.photo) == (picture.data, ())


async def test_a_flooded_chat_is_left_alone_for_exactly_as_long_as_telegram_says(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    status = await held(house, telegram, alice)
    telegram.refuse("editMessageMedia", 429, "Too Many Requests: retry after 1", retry_after_s=1)
    house.engine.release()
    assert await seconds_left(house) == 1

    refused_at, clock = asyncio.get_running_loop().time(), house.clock
    while not status.ended:  # the limiter counts real seconds
        await asyncio.sleep(0.05)
        clock.advance(0.05)
        house.studio.delivery.wake()
    await house.settled()
    assert asyncio.get_running_loop().time() - refused_at > 0.9
    assert len(telegram.of("editMessageMedia")) == 2
    assert alice.posts == [status]
    assert status.text.startswith(DONE)


async def test_one_chats_flood_holds_up_no_other(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, bob: Person
) -> None:
    status = await held(house, telegram, alice)
    telegram.refuse("editMessageMedia", 429, "Too Many Requests: retry after 7", retry_after_s=7)
    house.engine.release()
    assert await seconds_left(house) == 7

    assert (await bob.shown(bob.write(WISH))).has_media
    assert not status.has_media


async def test_a_flood_at_the_beginning_costs_nobody_their_picture(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    telegram.refuse("sendMessage", 429, "Too Many Requests: retry after 1", retry_after_s=1)
    asked = alice.write(WISH)
    await telegram.world.until(lambda: any(post.text.startswith(DONE) for post in alice.posts))

    (picture,) = alice.posts
    assert picture.reply_to is asked
    assert picture.has_media
    (job,) = await house.jobs_of(alice)
    assert job.state == JobState.DONE


async def test_who_has_blocked_the_bot_is_left_alone_and_the_others_go_on(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, bob: Person
) -> None:
    for_bob = await held(house, telegram, bob)
    for_alice = await held(house, telegram, alice)
    bob.block()
    house.engine.release()
    await house.settled()

    assert for_alice.text.startswith(DONE)
    assert not for_bob.has_media
    (job,) = await house.jobs_of(bob)
    assert job.state == JobState.DONE, "it was painted, and is kept"
    assert await house.studio.store.pending("telegram", house.clock() + 1e9) == []


async def test_from_who_has_blocked_the_bot_nothing_is_queued(
    house: TelegramHouse, alice: Person, telegram: LoopbackTelegram
) -> None:
    alice.block()
    alice.write(WISH)
    await telegram.asked("sendMessage")
    await house.front.stop()  # what has been heard is answered before it stops

    assert await house.jobs_of(alice) == []


async def test_a_chat_that_hangs_holds_up_no_other(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, bob: Person
) -> None:
    status = await held(house, telegram, alice)
    telegram.hold(alice)
    house.engine.release()
    assert (await bob.shown(bob.write(WISH))).has_media

    telegram.release()
    await telegram.world.until(lambda: status.ended)
    assert status.has_media


async def test_a_picture_survives_an_outage(house: TelegramHouse, telegram: LoopbackTelegram, alice: Person) -> None:
    status = await held(house, telegram, alice)
    telegram.refuse("editMessageMedia", 502, "Bad Gateway", times=9)
    house.engine.release()
    assert 1 <= await seconds_left(house) <= 2

    telegram.heal()
    house.clock.advance(2)
    house.studio.delivery.wake()
    await house.settled()
    assert alice.posts == [status]
    assert status.text.startswith(DONE)


async def test_a_picture_whose_receipt_was_lost_is_not_sent_twice(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    status = await held(house, telegram, alice)
    telegram.refuse("editMessageMedia", 502, "Bad Gateway", times=9, applied=True)
    house.engine.release()
    await seconds_left(house)

    telegram.heal()
    house.clock.advance(2)
    house.studio.delivery.wake()
    await house.settled()  # by "message is not modified"
    assert alice.posts == [status]
    assert status.seen.count(status.text) == 1


async def test_what_is_shown_twice_is_shown_once(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    status = await held(house, telegram, alice)
    (job,) = await house.jobs_of(alice)
    words = View(job_id=job.id, locale="en", stage="queued", headline="…")
    picture = replace(words, stage="done", pictures=(Picture(a_photo(), "image/png", "hwaga-7.png", 7),))

    for view in (words, picture):
        before = len(status.seen)
        assert await patiently(house, job.address, view) == job.address
        assert await patiently(house, job.address, view) == job.address
        assert len(status.seen) == before + 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NetworkError("httpx.ConnectError"), ShowFailed),
        (Conflict("terminated by other getUpdates request"), ShowFailed),
        (InvalidToken("Unauthorized"), ShowFailed),
        (Forbidden("bot was blocked by the user"), Unreachable),
        (BadRequest("Chat not found"), Unreachable),
    ],
)
async def test_telegrams_refusals_become_delivery_errors(error: TelegramError, expected: type[DeliveryError]) -> None:
    with pytest.raises(expected) as raised, delivery_errors():
        raise error
    assert raised.value.__cause__ is error
