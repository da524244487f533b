"""Somebody in a private chat with the bot."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from tests.handlers.telegram.entities import formatted
from tests.handlers.telegram.world import File, Post, World


class Person:
    """What they do reaches the bot as an update."""

    def __init__(self, world: World, name: str, language: str) -> None:
        self._world = world
        self.id = next(world.ids)
        self.user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": name, "language_code": language}
        self.chat: dict[str, Any] = {"id": self.id, "type": "private", "first_name": name}

    @property
    def posts(self) -> list[Post]:
        """The bot's messages in this chat, oldest first."""
        return self._world.by_bot(self.id)

    def answers_to(self, post: Post) -> list[Post]:
        return [answer for answer in self.posts if answer.reply_to is post]

    async def answered(self, post: Post) -> Post:
        """The bot's first answer to a message; waits for it."""
        await self._world.until(lambda: bool(self.answers_to(post)))
        return self.answers_to(post)[0]

    async def shown(self, post: Post) -> Post:
        """The bot's answer to a message, once it is edited for the last time; waits for it."""
        answer = await self.answered(post)
        await self._world.until(lambda: answer.ended)
        return answer

    def write(self, text: str) -> Post:
        return self._send(text)

    def send_photo(self, picture: bytes, caption: str = "") -> Post:
        """As Telegram sends photos: in several sizes."""
        return self._send(caption, photo=(self._world.keep(_thumbnail(picture)), self._world.keep(picture)))

    def send_file(self, data: bytes, caption: str = "", *, name: str = "photo.png", mime: str = "image/png") -> Post:
        """Uncompressed."""
        return self._send(caption, document=self._world.keep(data, name, mime))

    def send_service_message(self) -> Post:
        """Something that Telegram says in a chat on its own."""
        pinned = {**self._post("").as_json(), "pinned_message": {"chat": self.chat, "message_id": 1, "date": 0}}
        self._world.push("message", pinned)
        return self._world.posts[self.id, pinned["message_id"]]

    def _send(self, text: str, photo: tuple[File, ...] = (), document: File | None = None) -> Post:
        post = self._post(text, photo, document)
        self._world.push("message", post.as_json())
        return post

    def _post(self, text: str, photo: tuple[File, ...] = (), document: File | None = None) -> Post:
        world = self._world
        return world.add(Post(self.chat, next(world.ids), self.user, formatted(text), photo, document))

    async def press(self, post: Post, label: str) -> str:
        """Press a button of a message; what appears on top of the chat then."""
        return await self.press_data(post, post.buttons[label])

    async def press_data(self, post: Post, data: str) -> str:
        """As a client that somebody has changed may do."""
        press = f"press-{next(self._world.ids)}"
        query = {"id": press, "from": self.user, "chat_instance": "1", "data": data, "message": post.as_json()}
        self._world.push("callback_query", query)
        await self._world.until(lambda: press in self._world.answers)
        return self._world.answers[press]

    def delete(self, post: Post) -> None:
        post.deleted = True
        self._world.tell()

    def block(self) -> None:
        self._world.blocked.add(self.id)


def _thumbnail(picture: bytes) -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        image.convert("L").resize((16, 16)).save(out, "JPEG")
    return out.getvalue()
