"""What Telegram keeps: people, messages, files, and the updates that the bot has not confirmed yet."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image

from tests.handlers.telegram.entities import Formatted

BOT = {"id": 123456, "is_bot": True, "first_name": "Hwaga", "username": "hwaga_bot"}
LIMIT_S = 20.0
"""No wait in a test is longer, on a busy machine too."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    id: str
    data: bytes
    name: str = ""
    mime: str = ""

    @property
    def described(self) -> Json:
        return {"file_id": self.id, "file_unique_id": f"unique-{self.id}", "file_size": len(self.data)}

    @property
    def as_photo(self) -> Json:
        with Image.open(BytesIO(self.data)) as image:
            width, height = image.size
        return {**self.described, "width": width, "height": height}


@dataclass
class Post:
    """A message. `photo` holds its sizes, smallest first; `seen` is every text that it has shown."""

    chat: Json
    id: int
    author: Json
    words: Formatted
    photo: tuple[File, ...] = ()
    document: File | None = None
    keyboard: Json | None = None
    reply_to: Post | None = None
    seen: list[str] = field(default_factory=list)
    previews: int = 0
    deleted: bool = False

    @property
    def text(self) -> str:
        """Of the message, or of its picture's caption."""
        return self.words.text

    @property
    def picture(self) -> bytes | None:
        """As the bot has sent it."""
        media = self.photo[-1] if self.photo else self.document
        return None if media is None else media.data

    @property
    def has_media(self) -> bool:
        return self.picture is not None

    @property
    def buttons(self) -> dict[str, str]:
        """Callback data by label."""
        rows = (self.keyboard or {}).get("inline_keyboard", [])
        return {button["text"]: button["callback_data"] for row in rows for button in row}

    @property
    def ended(self) -> bool:
        """Whether it has been edited, and nothing can be pressed any more."""
        return len(self.seen) > 1 and not self.buttons

    def as_json(self) -> Json:
        found: Json = {"message_id": self.id, "date": int(time.time()), "chat": self.chat, "from": self.author}
        text, entities = ("caption", "caption_entities") if self.has_media else ("text", "entities")
        if self.words.text:
            found |= {text: self.words.text, entities: [asdict(entity) for entity in self.words.entities]}
        if self.photo:
            found["photo"] = [file.as_photo for file in self.photo]
        if self.document is not None:
            found["document"] = {**self.document.described, "file_name": self.document.name}
            found["document"] |= {"mime_type": self.document.mime} if self.document.mime else {}
        if self.keyboard is not None:
            found["reply_markup"] = self.keyboard
        if self.reply_to is not None:
            found["reply_to_message"] = {**self.reply_to.as_json()}
            found["reply_to_message"].pop("reply_to_message", None)
        return found


class World:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self.posts: dict[tuple[int, int], Post] = {}
        self.files: dict[str, File] = {}
        self.updates: list[Json] = []
        self.blocked: set[int] = set()
        """Chats whose person has blocked the bot."""
        self.answers: dict[str, str] = {}
        """What people were told when they pressed a button, by the press's id."""
        self.menus: dict[str, list[Json]] = {}
        """The commands by language."""
        self.ids = itertools.count(1000)
        self._changed = asyncio.Event()

    def add(self, post: Post) -> Post:
        self.posts[post.chat["id"], post.id] = post
        self.tell()
        return post

    def keep(self, data: bytes, name: str = "", mime: str = "") -> File:
        file = File(f"file-{next(self.ids)}", data, name, mime)
        self.files[file.id] = file
        return file

    def push(self, kind: str, content: Json) -> None:
        """An update for the bot."""
        self.updates.append({"update_id": next(self.ids), kind: content})
        self.tell()

    def confirm(self, offset: int) -> None:
        """The bot has every update before this one."""
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        self.tell()

    def by_bot(self, chat: int) -> list[Post]:
        """What stands in a chat of the bot's."""
        return [p for p in self.posts.values() if p.chat["id"] == chat and p.author["is_bot"] and not p.deleted]

    def tell(self) -> None:
        """Something has changed: whoever waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
        """Wait until something holds. Raises TimeoutError."""
        async with asyncio.timeout(limit_s):
            while not holds():
                await self._changed.wait()
