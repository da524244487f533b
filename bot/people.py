"""Who asks and where the answer goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NewType

Platform = Literal["discord", "telegram", "web", "terminal", "session"]
"""Where people are; "session" is where the pictures of a group's session go before they are shown anywhere."""
Locale = Literal["ko", "en"]
PersonId = NewType("PersonId", int)


@dataclass(frozen=True, slots=True)
class Account:
    """A person as one platform knows them; several accounts may belong to one person."""

    platform: Platform
    id: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where people are together: a server, a group, a private chat, a browser."""

    platform: Platform
    id: str
    private: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """All that a new process needs to show an answer: written with the job, read after any restart.

    `channel` is the chat or channel, `thread` a forum topic or thread, `message` the status message that becomes the
    picture. `account` is the person's id there, where a private message can be the last resort; files above
    `file_limit_bytes` do not fit (0: what the platform allows everywhere). `pinned` is None until somebody has tried to
    pin the message. The other four are Discord's: an interaction token edits its message until `token_expires_at` (unix
    seconds); after that only the channel is left, if the bot may write there.
    """

    platform: Platform
    locale: Locale
    channel: str
    thread: str = ""
    message: str = ""
    reply_to: str = ""
    ephemeral: bool = False
    account: str = ""
    file_limit_bytes: int = 0
    application_id: str = ""
    interaction_token: str = ""
    token_expires_at: float = 0.0
    channel_reachable: bool = False
    pinned: bool | None = None
