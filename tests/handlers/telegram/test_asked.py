from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from telegram import Chat, Document, InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity, PhotoSize, User

from bot.commands.base import Upload
from bot.handlers.telegram.asked import Asked, album_asked, asked_in

PHOTO = (PhotoSize("s", "s", 90, 90), PhotoSize("l", "l", 900, 900))
OTHER = (PhotoSize("o", "o", 900, 900),)
BOT = User(99, "Hwaga", is_bot=True, username="hwaga_bot")
JOB = "0123456789abcdef"
WHEN = dt.datetime.fromtimestamp(0, dt.UTC)
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Again", callback_data=f"again:{JOB}")]])


def message(text: str = "", *, caption: str = "", photo: tuple[PhotoSize, ...] = (), **more: Any) -> Message:
    chat = more.pop("chat", Chat(1, "private"))
    return Message(1, WHEN, chat, text=text or None, caption=caption or None, photo=photo, **more)


def heard(message: Message) -> Asked | None:
    return asked_in(message, "Hwaga_bot", BOT.id)


def asked(message: Message) -> Asked:
    found = heard(message)
    assert found is not None
    return found


def in_group(text: str = "", **more: Any) -> Message:
    return message(text, chat=Chat(-5, "supergroup"), **more)


def picture_of_bot(**more: Any) -> Message:
    return message(photo=PHOTO, from_user=BOT, reply_markup=KEYBOARD, **more)


@pytest.mark.parametrize(
    ("typed", "command", "rest"),
    [
        ("노을 지는 바다", "imagine", "노을 지는 바다"),
        ("/imagine 노을 지는 바다", "imagine", "노을 지는 바다"),
        ("/IMAGINE@hwaga_bot   two\nlines ", "imagine", "two\nlines"),
        ("@hwaga_bot 노을", "imagine", "노을"),
        ("노을 @HWAGA_BOT 바다", "imagine", "노을   바다"),
        ("/imagine", "imagine", ""),
        ("/cancel", "cancel", ""),
        ("/cancel 0123456789abcdef", "cancel", "0123456789abcdef"),
        ("/start", "help", ""),
        ("/start styles-oil", "styles", "oil"),
        ("/start imagine-a_cat", "help", ""),
        ("/start deep-link", "help", ""),
        (
            "/nosuch",
            "help",
            "",
        ),
        ("a /cancel in the middle", "imagine", "a /cancel in the middle"),
        ("/imagine바다", "imagine", "/imagine바다"),
        ("/", "imagine", "/"),
        (" \n", "help", ""),
        ("", "help", ""),
    ],
)
def test_texts_and_captions_are_read_alike(typed: str, command: str, rest: str) -> None:
    written = asked(message(typed))
    assert (written.command.name, written.text) == (command, rest)

    captioned = asked(message(caption=typed, photo=PHOTO))
    assert captioned.command.name == (command if typed.strip() else "imagine")
    assert captioned.text == rest


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("/imagine sea", "imagine"),
        ("/imagine@hwaga_bot sea", "imagine"),
        ("@hwaga_bot sea", "imagine"),
        ("sea, please, @Hwaga_Bot!", "imagine"),
        ("@hwaga_bot", "help"),
        ("/nosuch@hwaga_bot", "help"),
        ("/nosuch", None),
        ("/imagine@another_bot sea", None),
        ("sea", None),
        ("@hwaga_bottle sea", None),
        ("mail me: x@hwaga_bots.org", None),
        ("", None),
    ],
)
def test_in_a_group_only_what_is_meant_for_the_bot_is_heard(typed: str, command: str | None) -> None:
    for said in (in_group(typed), in_group(caption=typed, photo=PHOTO)):
        found = heard(said)
        assert (None if found is None else found.command.name) in {command, "imagine" if command == "help" else command}
        assert (found is None) == (command is None)


def test_a_name_without_an_at_is_heard_too() -> None:
    entity = MessageEntity("text_mention", 0, 5, user=BOT)

    assert asked(in_group("Hwaga paint a sea", entities=[entity])).command.name == "imagine"


@pytest.mark.parametrize("private", [True, False])
def test_a_reply_to_a_picture_of_the_bots_corrects_it(private: bool) -> None:  # noqa: FBT001
    make = message if private else in_group
    found = asked(make("the hat red", reply_to_message=picture_of_bot()))

    assert (found.command.name, found.given([])) == ("correct", {"text": "the hat red", "job": JOB})
    assert found.quiet is not private


def test_a_command_in_reply_to_a_picture_of_the_bots_is_about_that_one() -> None:
    found = asked(in_group("/vary --strength strong", reply_to_message=picture_of_bot()))

    assert found.given([]) == {"job": JOB, "strength": "strong"}


def test_a_reply_to_anybodys_photo_paints_over_it() -> None:
    photo = message(photo=PHOTO, from_user=User(7, "Bob", is_bot=False))

    assert asked(message("in oil", reply_to_message=photo)).pictures == (PHOTO[1],)
    assert asked(in_group("@hwaga_bot in oil", reply_to_message=photo)).pictures == (PHOTO[1],)
    assert asked(in_group("/imagine in oil", reply_to_message=photo)).pictures == (PHOTO[1],)
    assert heard(in_group("in oil", reply_to_message=photo)) is None


def test_of_two_pictures_the_one_that_is_replied_to_comes_first() -> None:
    photo = message(photo=PHOTO, from_user=User(7, "Bob", is_bot=False))
    found = asked(message(caption="/blend a red hat", photo=OTHER, reply_to_message=photo))

    assert found.pictures == (PHOTO[1], OTHER[0])
    assert found.given([Upload(b"his"), Upload(b"mine")]) == {"text": "a red hat", "image": b"his", "image_2": b"mine"}


@pytest.mark.parametrize(
    ("command", "said", "given"),
    [
        ("reword", "a green sea", {"text": "a green sea", "job": JOB}),
        ("edit", "the hat: a red beret", {"where": "the hat", "what": "a red beret", "job": JOB}),
        ("edit", "모자 → 빨간 베레모", {"where": "모자", "what": "빨간 베레모", "job": JOB}),
    ],
)
def test_an_answer_to_a_question_of_the_bots_goes_where_it_asked(
    command: str, said: str, given: dict[str, str]
) -> None:
    link = MessageEntity("text_link", 0, 1, url=f"https://t.me/hwaga_bot?start={command}-{JOB}")
    question = message("? What shall it be?", from_user=BOT, entities=[link])
    found = asked(in_group(said, reply_to_message=question))

    assert (found.command.name, found.given([])) == (command, given)


def test_talk_below_the_bots_words_is_none_of_its_business() -> None:
    assert heard(in_group("haha", reply_to_message=message("Hello", from_user=BOT))) is None
    assert asked(message("haha", reply_to_message=message("Hello", from_user=BOT))).command.name == "imagine"


def test_a_picture_of_the_bots_that_is_shown_again_is_not_painted_over() -> None:
    assert heard(message(photo=PHOTO, via_bot=BOT)) is None
    assert asked(message("/imagine@hwaga_bot sea", via_bot=BOT)).text == "sea"


def test_of_a_photo_the_largest_size_is_taken() -> None:
    assert asked(message(photo=PHOTO)).pictures == (PHOTO[1],)


def test_a_picture_sent_as_a_file_is_taken() -> None:
    document = Document("d", "d", mime_type="image/heic")

    assert asked(message(document=document)).pictures == (document,)


def test_text_and_picture_become_the_options_that_take_them() -> None:
    upload = Upload(b"a picture")

    assert asked(message("바다")).given([upload]) == {"text": "바다", "image": upload}
    assert asked(message("바다 --seed 7")).given([]) == {"text": "바다 --seed 7"}
    assert asked(message("/cancel 1")).given([]) == {"job": "1"}
    assert asked(message("/help")).given([]) == {}
    assert asked(message("/help")).picture_options == ()
    assert asked(message("/outpaint left --seed 7")).given([])["seed"] == "7"


@pytest.mark.parametrize(
    ("caption", "commands", "text"),
    [
        ("", ["blend"], ""),
        ("섞어 줘", ["blend"], "섞어 줘"),
        ("mix them", ["blend"], "mix them"),
        ("수채화로", ["imagine"] * 3, "수채화로"),
        ("각각 수채화로", ["imagine"] * 3, "수채화로"),
        ("each of them in oil", ["imagine"] * 3, "in oil"),
        ("blend each with a sunset", ["imagine"] * 3, "blend with a sunset"),
        ("/blend a party", ["blend"], "a party"),
    ],
)
def test_an_album_is_blended_or_each_is_painted_as_the_caption_says(
    caption: str, commands: list[str], text: str
) -> None:
    pictures = [PHOTO[1], OTHER[0], PHOTO[0]]
    wishes = album_asked(asked(message(caption=caption, photo=PHOTO)), pictures)

    assert [wish.command.name for wish in wishes] == commands
    assert {wish.text for wish in wishes} == {text}
    assert [picture for wish in wishes for picture in wish.pictures] == pictures
