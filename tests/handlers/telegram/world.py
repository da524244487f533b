"""What Telegram keeps: people, messages, files, and the updates that the bot has not confirmed yet."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image

from tests.handlers.telegram.entities import Formatted

BOT = {"id": 123456, "is_bot": True, "first_name": "Hwaga", "username": "hwaga_bot"}
LIMIT_S = 20.0
"""No wait in a test is longer, on a busy machine too."""

Json = dict[str, Any]
STICKER: Json = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}


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
    def named(self) -> Json:
        return {"file_name": self.name, **({"mime_type": self.mime} if self.mime else {})}

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
    sticker: File | None = None
    keyboard: Json | None = None
    reply_to: Post | None = None
    thread: int | None = None
    album: str = ""
    sender_chat: Json | None = None
    extra: Json = field(default_factory=dict)
    """Other fields that Telegram sends along."""
    reaction: str = ""
    pinned: bool = False
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
        media = self.photo[-1] if self.photo else self.document or self.sticker
        return None if media is None else media.data

    @property
    def has_media(self) -> bool:
        return self.picture is not None

    @property
    def buttons(self) -> dict[str, str]:
        """Callback data by label."""
        rows = (self.keyboard or {}).get("inline_keyboard", [])
        return {button["text"]: button["callback_data"] for row in rows for button in row if "callback_data" in button}

    @property
    def ended(self) -> bool:
        """Whether it has been edited, or came as a picture, and nothing can be cancelled any more."""
        changed = len(self.seen) > 1 or self.has_media
        return changed and not any(data.startswith("cancel:") for data in self.buttons.values())

    def as_json(self) -> Json:
        found: Json = {"message_id": self.id, "date": int(time.time()), "chat": self.chat, **self.extra}
        optional: Json = {
            "from": self.author,
            "sender_chat": self.sender_chat,
            "message_thread_id": self.thread,
            "is_topic_message": self.thread is not None,
            "media_group_id": self.album,
            "photo": [file.as_photo for file in self.photo],
            "document": self.document and {**self.document.described, **self.document.named},
            "sticker": self.sticker and {**self.sticker.described, **STICKER},
            "reply_markup": self.keyboard if "inline_keyboard" in (self.keyboard or {}) else None,
            "reply_to_message": self.reply_to and {**self.reply_to.as_json(), "reply_to_message": None},
        }
        if self.words.text:
            text, entities = ("caption", "caption_entities") if self.has_media else ("text", "entities")
            optional |= {text: self.words.text, entities: [entity.as_json for entity in self.words.entities]}
        found |= {name: value for name, value in optional.items() if value}
        if "reply_to_message" in found:
            del found["reply_to_message"]["reply_to_message"]
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
        self.menus: dict[tuple[str, str], list[Json]] = {}
        """The commands by scope and language."""
        self.inline: dict[str, list[Json]] = {}
        """What was answered to inline queries, by the query's id."""
        self.chats: dict[int, Json] = {}
        """Groups and channels, as getChat tells of them."""
        self.me_in: dict[int, Json] = {}
        """What the bot is in a chat, as getChatMember tells; a plain member where nothing is said."""
        self.admins: dict[int, set[int]] = {}
        self.moved: dict[int, int] = {}
        """Groups that have become supergroups."""
        self.privacy = True
        self.webhook: Json = {}
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
        return [p for p in self.posts.values() if p.chat["id"] == chat and p.author is BOT and not p.deleted]

    def tell(self) -> None:
        """Something has changed: whoever waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
        """Wait until something holds. Raises TimeoutError."""
        async with asyncio.timeout(limit_s):
            while not holds():
                await self._changed.wait()
