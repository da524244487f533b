"""Somebody on Telegram: alone with the bot, in groups, and in channels' names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from PIL import Image

from tests.handlers.telegram.entities import formatted
from tests.handlers.telegram.world import Post, World

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


@dataclass(frozen=True)
class Room:
    """A chat, or a topic of one."""

    world: World
    chat: dict[str, Any]
    thread: int | None = None

    @property
    def id(self) -> int:
        found: int = self.chat["id"]
        return found

    @property
    def posts(self) -> list[Post]:
        """The bot's messages there, oldest first."""
        return self.world.by_bot(self.id)

    def topic(self, thread: int) -> Room:
        return replace(self, thread=thread)


class Person:
    """What they do reaches the bot as an update."""

    def __init__(self, world: World, name: str, language: str) -> None:
        self._world = world
        self.id = next(world.ids)
        self.user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": name, "language_code": language}
        self.home = Room(world, {"id": self.id, "type": "private", "first_name": name})

    @property
    def chat(self) -> dict[str, Any]:
        return self.home.chat

    @property
    def posts(self) -> list[Post]:
        """The bot's messages in their own chat, oldest first."""
        return self.home.posts

    def answers_to(self, post: Post) -> list[Post]:
        return [answer for answer in self._world.by_bot(post.chat["id"]) if answer.reply_to is post]

    async def answered(self, post: Post) -> Post:
        """The bot's first answer to a message; waits for it."""
        await self._world.until(lambda: bool(self.answers_to(post)))
        return self.answers_to(post)[0]

    async def shown(self, post: Post) -> Post:
        """The bot's answer to a message, once it is edited for the last time; waits for it."""
        answer = await self.answered(post)
        await self._world.until(lambda: answer.ended)
        return answer

    def write(self, text: str, *, at: Room | None = None, reply_to: Post | None = None, **extra: Any) -> Post:
        return self._send(self._post(text, at, reply_to, **extra))

    def send_photo(
        self, picture: bytes, caption: str = "", *, at: Room | None = None, reply_to: Post | None = None, **extra: Any
    ) -> Post:
        """As Telegram sends photos: in several sizes."""
        return self._send(self._photo(picture, caption, at, reply_to, **extra))

    def send_album(self, pictures: list[bytes], caption: str = "", *, at: Room | None = None) -> list[Post]:
        """The caption stands below the first one."""
        album = f"album-{next(self._world.ids)}"
        posts = [self._photo(each, "" if n else caption, at, None) for n, each in enumerate(pictures)]
        for post in posts:
            post.album = album
        return [self._send(post) for post in posts]

    def send_file(self, data: bytes, caption: str = "", *, name: str = "photo.png", mime: str = "image/png") -> Post:
        """Uncompressed."""
        post = self._post(caption)
        post.document = self._world.keep(data, name, mime)
        return self._send(post)

    def send_sticker(self, data: bytes, *, at: Room | None = None) -> Post:
        post = self._post("", at)
        post.sticker = self._world.keep(data, "sticker.webp", "image/webp")
        return self._send(post)

    def speak_as(self, chat: dict[str, Any], text: str, *, at: Room) -> Post:
        """In the name of a group or a channel."""
        post = self._post(text, at)
        post.author, post.sender_chat = ANONYMOUS, chat
        return self._send(post)

    def publish(self, text: str, *, at: Room) -> Post:
        """As a channel's post, which has no author."""
        post = self._post(text, at)
        post.author, post.sender_chat = {}, at.chat
        self._world.push("channel_post", post.as_json())
        return post

    def edit(self, post: Post, text: str) -> None:
        """Change the words of a message of theirs."""
        post.words = formatted(text)
        self._world.push("edited_message", {**post.as_json(), "edit_date": post.as_json()["date"]})

    def send_service_message(self, **said: Any) -> Post:
        """Something that Telegram says in a chat on its own."""
        post = self._post("")
        post.extra = said or {"pinned_message": {"chat": self.chat, "message_id": 1, "date": 0}}
        return self._send(post)

    async def ask_inline(self, text: str) -> list[dict[str, Any]]:
        """What is offered in any chat when the bot's name and this is typed."""
        query = f"inline-{next(self._world.ids)}"
        self._world.push("inline_query", {"id": query, "from": self.user, "query": text, "offset": ""})
        await self._world.until(lambda: query in self._world.inline)
        return self._world.inline[query]

    def _send(self, post: Post) -> Post:
        self._world.push("message", post.as_json())
        return post

    def _photo(self, picture: bytes, caption: str, at: Room | None, reply_to: Post | None, **extra: Any) -> Post:
        post = self._post(caption, at, reply_to, **extra)
        post.photo = (self._world.keep(_thumbnail(picture)), self._world.keep(picture))
        return post

    def _post(self, text: str, at: Room | None = None, reply_to: Post | None = None, **extra: Any) -> Post:
        world, room = self._world, at or self.home
        post = Post(room.chat, next(world.ids), self.user, formatted(text), reply_to=reply_to, thread=room.thread)
        post.extra = extra
        return world.add(post)

    async def press(self, post: Post, label: str) -> str:
        """Press a button of a message; what appears on top of the chat then."""
        return await self.press_data(post, post.buttons[label])

    async def answer_apart(self, post: Post, label: str, text: str) -> None:
        """Press a button that asks something in the private chat, follow its link there, and answer the question."""
        link = await self.press(post, label)
        assert link.startswith("https://t.me/hwaga_bot?start=play-")
        seen = len(self.posts)
        self.write(f"/start {link.partition('=')[2]}")
        await self._world.until(lambda: any("start=play-" in str(post.as_json()) for post in self.posts[seen:]))
        question = next(post for post in self.posts[seen:] if "start=play-" in str(post.as_json()))
        await self.answered(self.write(text, reply_to=question))

    async def press_data(self, post: Post, data: str) -> str:
        """As a client that somebody has changed may do."""
        press = self.begin_press(post, data)
        await self._world.until(lambda: press in self._world.answers)
        return self._world.answers[press]

    def begin_press(self, post: Post, data: str) -> str:
        """The id of a press that may not have been answered yet."""
        press = f"press-{next(self._world.ids)}"
        query = {"id": press, "from": self.user, "chat_instance": "1", "data": data, "message": post.as_json()}
        self._world.push("callback_query", query)
        return press

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
