from __future__ import annotations

import datetime as dt

import pytest
from telegram import Chat, Document, Message, PhotoSize

from bot.commands.base import Upload
from bot.handlers.telegram.asked import asked_in

PHOTO = (PhotoSize("s", "s", 90, 90), PhotoSize("l", "l", 900, 900))


def message(text: str = "", *, caption: str = "", photo: tuple[PhotoSize, ...] = ()) -> Message:
    when = dt.datetime.fromtimestamp(0, dt.UTC)
    return Message(1, when, Chat(1, "private"), text=text or None, caption=caption or None, photo=photo)


@pytest.mark.parametrize(
    ("typed", "command", "rest"),
    [
        ("노을 지는 바다", "imagine", "노을 지는 바다"),
        ("/imagine 노을 지는 바다", "imagine", "노을 지는 바다"),
        ("/IMAGINE@hwaga_bot   two\nlines ", "imagine", "two\nlines"),
        ("/imagine", "imagine", ""),
        ("/cancel", "cancel", ""),
        ("/cancel 0123456789abcdef", "cancel", "0123456789abcdef"),
        ("/start deep-link", "help", "deep-link"),
        ("/nosuch", "help", ""),
        ("a /cancel in the middle", "imagine", "a /cancel in the middle"),
        ("/imagine바다", "imagine", "/imagine바다"),
        ("/", "imagine", "/"),
        (" \n", "help", ""),
        ("", "help", ""),
    ],
)
def test_texts_and_captions_are_read_alike(typed: str, command: str, rest: str) -> None:
    asked = asked_in(message(typed))
    assert (asked.command.name, asked.text) == (command, rest)

    captioned = asked_in(message(caption=typed, photo=PHOTO))
    assert captioned.command.name == (command if typed.strip() else "imagine")
    assert captioned.text == rest


def test_of_a_photo_the_largest_size_is_taken() -> None:
    assert asked_in(message(photo=PHOTO)).picture == PHOTO[1]


def test_a_picture_sent_as_a_file_is_taken() -> None:
    document = Document("d", "d", mime_type="image/heic")
    when = dt.datetime.fromtimestamp(0, dt.UTC)

    assert asked_in(Message(1, when, Chat(1, "private"), document=document)).picture == document


def test_text_and_picture_become_the_options_that_take_them() -> None:
    upload = Upload(b"a picture")

    assert asked_in(message("바다")).given(upload) == {"text": "바다", "image": upload}
    assert asked_in(message("바다")).given(None) == {"text": "바다"}
    assert asked_in(message("/cancel 1")).given(None) == {"job": "1"}
    assert asked_in(message("/help")).given(None) == {}
    assert asked_in(message("/help")).picture_option == ""
