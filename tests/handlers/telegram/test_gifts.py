"""What is handed over comes where it was asked for, and only what is secret to its person alone."""

from __future__ import annotations

from typing import cast

import pytest
from telegram import Message

from bot.commands.base import Attachment
from bot.handlers.telegram.context import TelegramContext
from bot.handlers.telegram.inbox import KeptBot
from bot.handlers.telegram.senders import sender_of
from bot.i18n import say
from tests.handlers.telegram.house import WISH, TelegramHouse
from tests.handlers.telegram.person import Person, Room
from tests.handlers.telegram.server import LoopbackTelegram
from tests.makers import a_photo

pytestmark = pytest.mark.asyncio(loop_scope="session")
FILM, FILE = say("en", "action.timelapse"), say("en", "action.file")
HIDDEN = "воов"  # in Cyrillic, which nobody has to understand first


@pytest.fixture
def topic(telegram: LoopbackTelegram) -> Room:
    return telegram.group(is_forum=True).topic(42)


@pytest.mark.parametrize(("wish", "veiled"), [(WISH, False), (HIDDEN, True)])
async def test_a_film_comes_where_its_button_was_pressed(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, topic: Room, wish: str, *, veiled: bool
) -> None:
    status = await alice.shown(alice.write(f"/imagine {wish}", at=topic))
    await house.settled()
    await alice.press(status, FILM)
    await telegram.asked("sendAnimation")
    film = await alice.answered(status)

    assert (film.text, film.thread) == (say("en", "timelapse.here"), 42)
    assert film.picture is not None
    assert film.picture.startswith(b"GIF89a")
    assert telegram.of("sendAnimation")[0].values.get("has_spoiler", False) is veiled
    assert alice.posts == []


async def test_one_of_several_is_shown_in_the_group_with_its_own_buttons(
    house: TelegramHouse, alice: Person, topic: Room
) -> None:
    status = await alice.shown(alice.write(f"/imagine {WISH} --count 2 --seed 7", at=topic))
    await house.settled()
    one = await alice.answered(alice.write("/enlarge 2", at=topic, reply_to=status))

    assert one.photo
    assert any(data.startswith("vary_subtle:") and data.endswith(":2") for data in one.buttons.values())
    assert alice.posts == []


@pytest.mark.parametrize("begun", [True, False])
async def test_what_is_secret_comes_to_its_person_alone_or_they_learn_how(
    house: TelegramHouse, alice: Person, topic: Room, *, begun: bool
) -> None:
    if begun:
        await alice.answered(alice.write("/help"))
    asked = alice.write("look", at=topic)
    message = Message.de_json(asked.as_json(), house.front.application.bot)
    sender = sender_of(message)
    assert sender is not None
    context = TelegramContext(message, sender, cast("KeptBot", house.front.application.bot), "en")

    await context.give(Attachment("look.png", a_photo()), "Go on from it")

    told = await alice.answered(asked)
    assert not told.has_media
    assert (told.text == "Go on from it") is begun
    assert ("https://t.me/hwaga_bot" in told.text) is not begun
    assert [post.has_media for post in alice.posts[1:]] == [True] * begun
