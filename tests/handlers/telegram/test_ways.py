"""Ways in and out that a private chat has: albums, stickers, replies, edits, files on request, inline mode."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.engine.fake import FakeControl
from bot.errors import NotYours, TooManyPictures, UnknownPicture
from bot.handlers.telegram.windows import Rate
from bot.i18n import say, say_problem
from bot.images import Uploads
from bot.people import Account, Locale
from bot.requests import Blend, Image2Image, Text2Image
from tests.handlers.telegram.house import WISH, TelegramHouse, telegram_house
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import RATES, LoopbackTelegram
from tests.makers import a_photo

pytestmark = pytest.mark.asyncio(loop_scope="session")
LABEL = {name: say("en", f"action.{name}") for name in ("again", "file", "album", "edit", "repaint", "vary_subtle")}


def sticker() -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(a_photo())) as image:
        image.save(out, "WEBP")
    return out.getvalue()


@pytest.mark.parametrize("caption", ["", f"/blend {WISH}"])
async def test_an_album_is_blended(house: TelegramHouse, alice: Person, caption: str) -> None:
    first, *_ = alice.send_album([a_photo(), a_photo("green"), a_photo("blue")], caption)
    status = await alice.shown(first)
    (job,) = await house.jobs_of(alice)

    assert status.has_media
    assert isinstance(job.request, Blend)
    assert len(job.request.images) == 3


async def test_an_album_of_more_than_can_be_blended_is_told_so_before_anything_is_fetched(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    first, *_ = alice.send_album([a_photo()] * 10)
    answer = await alice.answered(first)

    assert answer.text == say_problem("en", TooManyPictures(10, 4).problem)
    assert telegram.fetched == []
    assert await house.jobs_of(alice) == []


async def test_each_picture_of_an_album_is_painted_when_the_caption_says_what(
    house: TelegramHouse, alice: Person
) -> None:
    posts = alice.send_album([a_photo(), a_photo("green")], f"각각 {WISH}")
    for post in posts:
        assert (await alice.shown(post)).has_media
    jobs = await house.jobs_of(alice)

    assert len(jobs) == 2
    assert {job.plan.text for job in jobs} == {WISH}
    assert all(isinstance(job.request, Image2Image) for job in jobs)


async def test_what_is_refused_for_one_picture_of_an_album_is_told_once(house: TelegramHouse, alice: Person) -> None:
    alice.send_album([a_photo(), a_photo("green")], f"each {WISH} --seed abc")
    await alice.answered(alice.write("/help"))
    await house.front.stop()

    assert len(alice.posts) == 2
    assert await house.jobs_of(alice) == []


async def test_a_sticker_is_a_picture(house: TelegramHouse, alice: Person) -> None:
    sent = alice.send_sticker(sticker())
    assert (await alice.shown(sent)).has_media
    await alice.shown(alice.write(WISH, reply_to=sent))

    assert all(isinstance(job.request, Image2Image) for job in await house.jobs_of(alice))


@pytest.mark.usefixtures("house")
async def test_a_sticker_that_moves_is_refused_in_words(telegram: LoopbackTelegram, alice: Person) -> None:
    moving = {"file_id": "x", "file_unique_id": "x", "type": "regular", "width": 9, "height": 9}
    moving |= {"is_animated": True, "is_video": False}
    answer = await alice.answered(alice.write("", sticker=moving))

    assert answer.text == say_problem("en", UnknownPicture().problem)
    assert telegram.fetched == []


async def test_a_reply_to_ones_photo_paints_over_it(house: TelegramHouse, alice: Person) -> None:
    photo = alice.send_photo(a_photo())
    await alice.shown(photo)
    await alice.shown(alice.write(WISH, reply_to=photo))

    newest, _ = await house.jobs_of(alice)
    assert isinstance(newest.request, Image2Image)
    assert newest.plan.text == WISH


@pytest.mark.usefixtures("house")
async def test_a_forwarded_photo_is_painted_over(alice: Person) -> None:
    origin = {"type": "hidden_user", "date": 0, "sender_user_name": "Somebody"}

    assert (await alice.shown(alice.send_photo(a_photo(), WISH, forward_origin=origin))).has_media


async def test_buttons_paint_on_in_answer_to_their_picture(house: TelegramHouse, alice: Person) -> None:
    status = await alice.shown(alice.write(WISH))
    await alice.press(status, LABEL["vary_subtle"])
    varied = await alice.shown(status)

    assert varied.has_media
    newest, first = await house.jobs_of(alice)
    assert isinstance(newest.request, Image2Image)
    assert isinstance(first.request, Text2Image)


async def test_the_picture_comes_as_a_file_when_somebody_wants_it_so(
    house: TelegramHouse, alice: Person, bob: Person
) -> None:
    status = await alice.shown(alice.write(f"{WISH} --seed 7"))
    assert await bob.press(status, LABEL["file"]) == say_problem("en", NotYours().problem)
    await alice.press(status, LABEL["file"])
    (job,) = await house.jobs_of(alice)
    file = alice.posts[-1]

    assert file.reply_to is status
    assert file.document is not None
    assert file.picture == await house.studio.store.file(job.results[0])


async def test_several_pictures_come_one_by_one_with_buttons_of_their_own(house: TelegramHouse, alice: Person) -> None:
    status = await alice.shown(alice.write(f"{WISH} --count 3 --seed 7"))
    await alice.press(status, LABEL["album"])
    *album, buttons = alice.posts[1:]
    await house.settled()
    (job,) = await house.jobs_of(alice)

    assert [post.picture for post in album] == [await house.studio.store.file(name) for name in job.results]
    assert len({post.album for post in album}) == 1
    assert buttons.reply_to is album[0]
    await alice.press(buttons, f"2. {LABEL['file']}")
    assert alice.posts[-1].picture == await house.studio.store.file(job.results[1])
    await alice.press(buttons, f"3. {LABEL['vary_subtle']}")
    await alice.shown(buttons)
    assert len(await house.jobs_of(alice)) == 2


async def test_the_form_of_a_button_is_a_reply(house: TelegramHouse, telegram: LoopbackTelegram, alice: Person) -> None:
    status = await alice.shown(alice.write(f"{WISH} --raw"))
    await alice.press(status, LABEL["edit"])
    question = alice.answers_to(status)[-1]

    assert question.keyboard is not None
    assert question.keyboard["force_reply"] is True
    assert WISH in question.words.of("code")[0]
    await alice.shown(alice.write("海 --raw", reply_to=question))
    newest, first = await house.jobs_of(alice)
    assert "海" in newest.plan.text
    assert newest.request.seed == first.request.seed
    assert telegram.refused == []


@pytest.mark.parametrize("locale", ["ko", "en"])
async def test_changed_words_are_painted_when_the_button_is_pressed(
    house: TelegramHouse, telegram: LoopbackTelegram, bob: Person, locale: Locale
) -> None:
    alice = telegram.person("Alice", locale)
    asked = alice.send_photo(a_photo(), WISH)
    await alice.shown(asked)
    alice.edit(asked, "海の夕焼け")
    await telegram.world.until(lambda: len(alice.posts) == 2)
    offer = alice.posts[1]
    alice.edit(asked, "海")
    await alice.answered(alice.write("/help"))

    assert offer.text == say(locale, "telegram.edited")
    assert len(alice.posts) == 3, "one offer is enough"
    assert len(await house.jobs_of(alice)) == 1
    assert await bob.press_data(offer, "repaint") == say_problem("en", NotYours().problem)
    await alice.press(offer, say(locale, "action.repaint"))
    await telegram.world.until(lambda: offer.has_media and offer.ended)
    newest, _ = await house.jobs_of(alice)
    assert newest.plan.text == "海"
    assert isinstance(newest.request, Image2Image)


@pytest.mark.usefixtures("house")
async def test_edited_talk_in_a_group_is_not_answered(telegram: LoopbackTelegram, alice: Person) -> None:
    group = telegram.group()
    alice.edit(alice.write("hello", at=group), "hello everybody")
    await alice.answered(alice.write("/help"))

    assert group.posts == []


@pytest.mark.parametrize("locale", ["ko", "en"])
async def test_inline_ones_own_pictures_are_found_and_new_ones_asked_for(
    house: TelegramHouse, telegram: LoopbackTelegram, bob: Person, locale: Locale
) -> None:
    alice, group = telegram.person("Alice", locale), telegram.group()
    await alice.shown(alice.write(WISH))
    await alice.shown(alice.write("海"))
    await house.settled()

    paint, *found = await alice.ask_inline("夕焼け")
    assert paint["title"] == say(locale, "telegram.paint_it", {"text": "夕焼け"})
    assert [each["caption"] for each in found] == [WISH]
    assert len(await alice.ask_inline("")) == 2
    assert [each["type"] for each in await bob.ask_inline("夕焼け")] == ["article"]

    words = paint["input_message_content"]["message_text"]
    bot = {"id": 123456, "is_bot": True, "first_name": "Hwaga", "username": "hwaga_bot"}
    assert (await alice.shown(alice.write(words, at=group, via_bot=bot))).has_media


async def test_where_a_group_has_no_room_for_words_a_nod_says_that_the_wish_was_heard(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, alice: Person
) -> None:
    rates, engine, group = replace(RATES, group=Rate(20, 60.0)), FakeControl(), telegram.group()
    engine.hold()
    async with telegram_house(tmp_path, telegram, uploads, engine=engine, rates=rates):
        asked = [alice.write(f"/imagine {WISH}", at=group) for _ in range(17)]
        await telegram.world.until(lambda: all(alice.answers_to(post) or post.reaction for post in asked))

        assert sum(post.reaction == "👀" for post in asked) == 3


@pytest.mark.parametrize("locale", ["ko", "en"])
async def test_settings_are_chosen_by_buttons_and_by_nobody_else(
    house: TelegramHouse, telegram: LoopbackTelegram, bob: Person, locale: Locale
) -> None:
    alice, group = telegram.person("Alice", locale), telegram.group()
    asked = alice.write("/settings", at=group)
    form = await alice.answered(asked)
    before, quality = form.text, say(locale, "option.quality")

    assert await bob.press(form, quality) == say_problem("en", NotYours().problem)
    await alice.press(form, quality)
    best = say(locale, "choice.quality.max")
    assert list(form.buttons)[-2:] == [best, "‹"]
    await alice.press(form, best)
    assert form.text != before
    assert best in form.text
    assert quality in form.buttons
    assert alice.answers_to(asked) == [form]
    assert max(len(data.encode()) for data in form.buttons.values()) <= 64
    owner = await house.studio.store.person(Account("telegram", str(alice.id)), locale)
    assert (await house.studio.store.choices.preferences(owner)).defaults.quality == "max"
