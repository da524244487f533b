"""What a person sees of a job, in their language, before any platform has laid it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.jobs import JobId
from bot.people import Locale

Stage = Literal["thinking", "queued", "painting", "done", "failed", "stopped", "session", "call"]
Action = Literal[
    "cancel",
    "picture",
    "again",
    "vary_subtle",
    "vary_strong",
    "edit",
    "correct",
    "inpaint",
    "outpaint",
    "timelapse",
    "explain",
    "favourite",
    "delete",
    "session_join",
    "session_start",
    "session_write",
    "session_look",
    "session_vote",
    "session_skip",
    "session_leave",
    "session_keep",
]
"""What a view offers to do with its job; a platform makes buttons of it, see `bot.commands.actions`."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture as a file, and the seed it alone was painted with."""

    data: bytes
    mime: str
    name: str
    seed: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody whose attention is called: their account on the platform where it is shown, and their name there."""

    account: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One state of one status message. Texts are localised plain text without markup; platforms escape them.

    `headline` is one line; `details` (label, value) pairs: what was understood, the prompt, seed, time.
    `fraction` 0-1 while painting, None when not known. `preview` is a small JPEG.
    `spoiler`: preview and pictures are hidden until somebody wants to see them.
    `picture` counts from 1 where the view is about one of the job's pictures; 0: about all of them.
    `pinned`: where the bot may pin messages, this one is. `mentions` are rung for when it is posted, and nobody else.
    """

    job_id: JobId
    locale: Locale
    stage: Stage
    headline: str
    details: tuple[tuple[str, str], ...] = ()
    fraction: float | None = None
    preview: bytes | None = None
    pictures: tuple[Picture, ...] = ()
    actions: tuple[Action, ...] = ()
    spoiler: bool = False
    picture: int = 0
    pinned: bool = False
    mentions: tuple[Mention, ...] = ()
