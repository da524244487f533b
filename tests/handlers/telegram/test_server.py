"""The Telegram of these tests refuses what Telegram refuses; else they would prove nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.handlers.telegram.entities import formatted
from tests.handlers.telegram.judge import Call
from tests.handlers.telegram.methods import METHODS, Refusal
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.world import World
from tests.makers import a_photo

MEDIA = {"type": "photo", "media": "attach://0", "caption": "바다"}


class Chat:
    """One person, to whom the bot has written."""

    def __init__(self) -> None:
        self.world = World()
        self.person = Person(self.world, "Alice", "en")
        self.person.write("hi")
        self.call("sendMessage", text="hello")
        (self.post,) = self.person.posts

    def call(self, method: str, **values: Any) -> Any:
        place = {"message_id": self.post.id} if method.startswith("edit") else {}
        call = Call(method, {"chat_id": self.person.id, **place, **values}, {"0": a_photo()})
        return METHODS[method](self.world, call)

    def refused(self, method: str, **values: Any) -> str:
        with pytest.raises(Refusal) as refusal:
            self.call(method, **values)
        return f"{refusal.value.code} {refusal.value.description}"


@pytest.fixture
def chat() -> Chat:
    return Chat()


def test_a_text_becomes_a_picture_and_never_a_text_again(chat: Chat) -> None:
    assert "no caption" in chat.refused("editMessageCaption", caption="바다")
    chat.call("editMessageMedia", media=MEDIA)

    assert (chat.post.has_media, chat.post.text) == (True, "바다")
    assert "400 Bad Request: there is no text in the message to edit" in chat.refused("editMessageText", text="hello")
    assert chat.call("editMessageCaption", caption="하늘")["caption"] == "하늘"


def test_the_same_again_is_refused(chat: Chat) -> None:
    assert "message is not modified" in chat.refused("editMessageText", text="hello")
    chat.call("editMessageMedia", media=MEDIA)
    assert "message is not modified" in chat.refused("editMessageMedia", media=MEDIA)


def test_what_is_gone_is_gone(chat: Chat) -> None:
    chat.person.delete(chat.post)
    assert "400 Bad Request: message to edit not found" in chat.refused("editMessageText", text="x")
    reply = {"message_id": chat.post.id}
    assert "to be replied not found" in chat.refused("sendMessage", text="x", reply_parameters=reply)
    assert chat.call("sendMessage", text="x", reply_parameters={**reply, "allow_sending_without_reply": True})

    chat.person.block()
    assert "403 Forbidden: bot was blocked" in chat.refused("sendMessage", text="x")


@pytest.mark.parametrize("markup", ["<b>", "</b>", "<b><i></b></i>", "a < b", "<script>x</script>", "<a href=x"])
def test_broken_markup_is_refused(chat: Chat, markup: str) -> None:
    assert "can't parse entities" in chat.refused("editMessageText", text=markup, parse_mode="HTML")


def test_mentions_are_found_unless_they_are_quiet() -> None:
    found = formatted("hi @alice_b, @x, a@b.example, <code>@bob_c</code> /cancel", "HTML")

    assert found.of("mention") == ["@alice_b"]
    assert found.of("code") == ["@bob_c"]
    assert found.of("bot_command") == ["/cancel"]
