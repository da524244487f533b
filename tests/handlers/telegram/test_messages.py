from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import pytest

from bot.errors import BadOption, EmptyRequest, OutOfMemory, TextTooLong, TooManyWaiting
from bot.i18n import say, say_problem
from tests.handlers.telegram.entities import units
from tests.handlers.telegram.house import WISH, TelegramHouse
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import LoopbackTelegram

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_status_message_becomes_the_picture(house: TelegramHouse, alice: Person) -> None:
    status = await alice.shown(alice.write(f"{WISH} --seed 7"))

    assert alice.posts == [status]
    assert status.text.startswith(say("en", "view.done"))
    (folded,) = status.words.of("expandable_blockquote")
    assert f"{say('en', 'view.seed')}: 7" in folded
    assert status.picture is not None
    assert status.picture.startswith(b"\x89PNG")
    assert (await house.jobs_of(alice))[0].request.seed == 7


async def test_everybody_is_acknowledged_while_the_engine_is_busy(
    house: TelegramHouse, telegram: LoopbackTelegram
) -> None:
    house.engine.hold()
    people = [telegram.person(f"Person {n}") for n in range(8)]
    asked = [person.write(WISH) for person in people]
    answers = await asyncio.gather(*(person.answered(post) for person, post in zip(people, asked, strict=True)))

    assert {answer.seen[0] for answer in answers} == {say("en", "stage.thinking")}
    assert not any(answer.has_media for answer in answers)
    house.engine.release()
    await asyncio.gather(*(person.shown(post) for person, post in zip(people, asked, strict=True)))


@pytest.mark.usefixtures("house")
async def test_nobody_waits_for_an_answer_to_somebody_else(
    telegram: LoopbackTelegram, alice: Person, bob: Person
) -> None:
    telegram.hold(bob)
    for_bob = bob.write(WISH)
    await telegram.asked("sendMessage")

    assert (await alice.shown(alice.write(WISH))).has_media
    telegram.release()
    await bob.shown(for_bob)


@pytest.mark.usefixtures("house")
async def test_a_message_deleted_at_once_is_answered_all_the_same(telegram: LoopbackTelegram, alice: Person) -> None:
    alice.delete(alice.write(WISH))
    await telegram.world.until(lambda: any(post.ended for post in alice.posts))

    (status,) = alice.posts
    assert status.has_media


async def test_progress_and_a_preview_are_shown_in_the_same_message(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    house.engine.hold(step=3)
    asked = alice.write(WISH)
    status = await alice.answered(asked)
    await telegram.world.until(lambda: status.previews > 0)

    assert "▰" in status.text
    assert list(status.buttons) == [say("en", "action.cancel")]
    house.engine.release()
    await alice.shown(asked)
    assert alice.posts == [status]


async def test_a_message_with_a_preview_is_edited_as_what_it_is(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    house.engine.hold(step=3)
    asked = alice.write(WISH)
    status = await alice.answered(asked)
    await telegram.world.until(lambda: status.previews > 0)
    await alice.press(status, say("en", "action.cancel"))
    await alice.shown(asked)

    assert (status.text, status.has_media) == (say("en", "view.stopped"), True)
    assert len(telegram.of("editMessageCaption")) == 1
    assert telegram.refused == []


async def test_several_pictures_come_as_one_grid(house: TelegramHouse, alice: Person) -> None:
    status = await alice.shown(alice.write(f"{WISH} --count 4 --seed 1"))

    assert status.photo[-1].as_photo["width"] == 2 * 128 + 8
    assert f"{say('en', 'view.seed')}: 1–4" in status.text
    assert len((await house.jobs_of(alice))[0].results) == 4


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("word", ["夕焼けの海", "𠮷野", "<&>"])
async def test_a_long_wish_is_told_as_far_as_a_caption_reaches(alice: Person, word: str) -> None:
    status = await alice.shown(alice.write(word * 600))

    assert status.has_media
    assert 1020 <= units(status.text) <= 1024


@pytest.mark.usefixtures("house")
async def test_a_command_paints_what_stands_behind_it(alice: Person) -> None:
    plain, addressed = alice.write(f"/imagine {WISH}"), alice.write(f"/Imagine@hwaga_bot\n{WISH}")

    for asked in (plain, addressed):
        status = await alice.shown(asked)
        assert status.has_media
        assert WISH in status.text


@pytest.mark.usefixtures("house")
async def test_the_last_picture_is_painted_once_more(house: TelegramHouse, alice: Person) -> None:
    await alice.shown(alice.write(WISH))
    again = await alice.shown(alice.write("/again"))

    assert again.has_media
    newest, first = await house.jobs_of(alice)
    assert newest.request.seed != first.request.seed


@pytest.mark.parametrize("typed", ["/start", "/start deep-link", "/help", "/nosuch thing"])
@pytest.mark.usefixtures("house")
async def test_who_does_not_know_what_to_do_is_told(alice: Person, typed: str) -> None:
    answer = await alice.answered(alice.write(typed))

    assert answer.text == say("en", "help.telegram")
    assert answer.words.of("bot_command") == ["/styles", "/cancel"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/imagine", say_problem("en", EmptyRequest().problem)),
        ("海" * 4090, ""),
        (f"{WISH} --seed abc", say_problem("en", BadOption("seed", "abc", "0–4294967295").problem)),
    ],
)
async def test_what_cannot_be_painted_is_refused_in_words(
    house: TelegramHouse, alice: Person, typed: str, told: str
) -> None:
    asked = alice.write(typed)
    answer = await alice.answered(asked)
    told = told or say_problem("en", TextTooLong(len(typed), 4000).problem)
    if answer.text != told:  # it had been acknowledged already
        await alice.shown(asked)

    assert answer.text == told
    assert alice.posts == [answer]
    assert await house.jobs_of(alice) == []


async def test_who_has_too_many_jobs_waiting_is_told(house: TelegramHouse, alice: Person) -> None:
    house.studio.settings.jobs_per_person = 1
    house.engine.hold()
    first = alice.write(WISH)
    await alice.answered(first)
    await house.engine.reached()
    refused = await alice.shown(alice.write(WISH))

    assert refused.text == say_problem("en", TooManyWaiting(1, 1).problem)
    house.engine.release()
    await alice.shown(first)


async def test_a_failure_of_the_engine_is_told_in_the_message(house: TelegramHouse, alice: Person) -> None:
    house.engine.fail(*[OutOfMemory()] * 5)
    status = await alice.shown(alice.write(WISH))

    assert alice.posts == [status]
    assert status.text == say("en", "error.out_of_memory")


class BrokenDice(random.Random):
    def getrandbits(self, k: int, /) -> int:
        raise ZeroDivisionError(k)


async def test_a_bug_is_told_to_the_person_and_not_hidden(
    house: TelegramHouse, alice: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    house.front.attach(replace(house.studio, random=BrokenDice()))
    status = await alice.shown(alice.write(WISH))

    assert status.text == say("en", "error.unknown")
    assert "ZeroDivisionError" in capsys.readouterr().out


@pytest.mark.usefixtures("house")
async def test_what_telegram_says_by_itself_is_not_answered(alice: Person) -> None:
    alice.send_service_message()
    await alice.answered(alice.write("/help"))

    assert len(alice.posts) == 1


@pytest.mark.usefixtures("house")
async def test_what_people_write_calls_nobody_and_formats_nothing(alice: Person) -> None:
    status = await alice.shown(alice.write(f"{WISH} </1><2> & < 3"))
    refused = await alice.shown(alice.write(f"{WISH} --seed @everyone"))

    assert status.has_media
    assert "</1><2>" in status.text
    assert not status.words.of("mention")
    assert refused.text.replace("\N{WORD JOINER}", "").startswith("“@everyone”")
    assert not refused.words.of("mention")
