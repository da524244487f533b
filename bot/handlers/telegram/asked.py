"""What a message asks for. Captions are read as texts are: python-telegram-bot's CommandHandler ignores them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from telegram import Message
from telegram.constants import ChatType, MessageEntityType

from bot.commands import COMMANDS
from bot.commands.base import Command, Upload, fields_of
from bot.commands.blend import BLEND
from bot.commands.correct import CORRECT
from bot.commands.edit import EDIT
from bot.commands.help import HELP
from bot.commands.imagine import IMAGINE
from bot.commands.parse import Given
from bot.commands.play import PLAY
from bot.handlers.telegram.buttons import job_in
from bot.handlers.telegram.pictures import Sent, picture_in
from bot.i18n import say
from bot.people import Locale
from bot.views import Action

_COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?:\s+|$)", re.ASCII)
_OPTION = re.compile(r"(?:^|\s)--(\w+)(?:[ =](?!--)(\"[^\"]*\"|\S+))?", re.ASCII)
_LINK = re.compile(r"https://t\.me/\w+\?start=(\w{1,16})-([0-9a-f]{16})", re.ASCII)
_BY_NAME: Mapping[str, Command[Any]] = MappingProxyType({row.name: row for row in COMMANDS})
KEEP = "keep"
"""A deep link to what is left of a session: files go to nobody who has never opened a chat with the bot."""
_LINKED = frozenset({"help", "settings", "styles", "link", "queue", "stats", "history"})
"""Commands that a deep link may run: they paint nothing, and take nothing away."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A command, the words after it, the pictures that came with them, and options that were chosen otherwise.

    `asks` is what the person is asked for when that is done.
    `quiet`: the person may only have been talking about somebody else's picture, and is not told that it is not theirs.
    """

    command: Command[Any]
    text: str
    pictures: tuple[Sent, ...] = ()
    values: Mapping[str, Given | None] = field(default_factory=dict)
    quiet: bool = False
    asks: Action | None = None

    @property
    def picture_options(self) -> tuple[str, ...]:
        """The command's options that take a picture, in order."""
        return tuple(each.name for each in fields_of(self.command.options) if each.kind is Upload)

    @property
    def wanted(self) -> tuple[Sent, ...]:
        """As many of the pictures as the command takes."""
        return self.pictures[: len(self.picture_options)]

    def given(self, uploads: Sequence[Upload]) -> dict[str, Given | None]:
        """The options: the text is the main one, pictures are those that take pictures, `--name value` is by name."""
        fields = {each.name: each for each in fields_of(self.command.options)}
        text, typed = (self.text, {}) if self.command is IMAGINE else _typed(self.text, frozenset(fields))
        mains: dict[str, Given | None] = {name: text for name, each in fields.items() if each.option.main}
        return {**mains, **typed, **self.values, **dict(zip(self.picture_options, uploads, strict=False))}


def asked_in(message: Message, username: str, bot_id: int) -> Asked | None:
    """What is meant for the bot: in private everything, elsewhere commands, its name, and replies to it. Else None."""
    if message.via_bot is not None and message.via_bot.id == bot_id and picture_in(message) is not None:
        return None  # a picture of ours, shown again
    typed = (message.text or message.caption or "").strip()
    found = _COMMAND.match(typed)
    if found is not None:
        return _commanded(message, found, typed[found.end() :].strip(), username, bot_id)
    text, named = _without_name(typed, message, username)
    private = message.chat.type == ChatType.PRIVATE
    earlier = message.reply_to_message
    ours = earlier is not None and earlier.from_user is not None and earlier.from_user.id == bot_id
    if not (private or named or ours):
        return None
    if earlier is not None and ours and text and picture_in(message) is None:
        answer = _answer(text, earlier, quiet=not (private or named))
        if answer is not None or not (private or named):
            return answer
    pictures = pictures_of(message, bot_id)
    return Asked(IMAGINE if text or pictures else HELP, text, pictures)


def _commanded(message: Message, found: re.Match[str], text: str, username: str, bot_id: int) -> Asked | None:
    private = message.chat.type == ChatType.PRIVATE
    if found[2] and found[2].lower() != username.lower():
        return None  # somebody else's
    name = found[1].lower()
    if name == "start":
        return _started(text)
    command = _BY_NAME.get(name, HELP if private or found[2] else None)
    return None if command is None else Asked(command, text, pictures_of(message, bot_id), _job_of(message, command))


def _started(payload: str) -> Asked:
    """A deep link: `t.me/bot?start=link-CODE`."""
    name, _, argument = payload.partition("-")
    if name == KEEP:
        return Asked(PLAY, "", values={"do": "keep", "session": argument})
    if name == PLAY.name:
        return Asked(PLAY, "", values={"do": "look", "session": argument}, asks="session_write")
    command = _BY_NAME.get(name) if name in _LINKED else None
    return Asked(HELP, "") if command is None else Asked(command, argument)


def _answer(text: str, earlier: Message, *, quiet: bool) -> Asked | None:
    """To the bot: to a question of its, or to a picture, which is corrected."""
    for entity in (*earlier.entities, *earlier.caption_entities):
        link = _LINK.fullmatch(entity.url or "") if entity.type == MessageEntityType.TEXT_LINK else None
        if link is not None and link[1] in _BY_NAME:
            return _replied(_BY_NAME[link[1]], text, link[2])
    job_id = job_in(earlier)
    if job_id is None or picture_in(earlier) is None:
        return None
    return Asked(CORRECT, text, values={"job": job_id}, quiet=quiet)


def _replied(command: Command[Any], text: str, job: str) -> Asked:
    """Words that a command has asked for: "the hat: a red beret" where it wants a part, and what to paint there."""
    if command is PLAY:
        return Asked(command, "", values={"do": "write", "session": job, "text": text})
    if command is not EDIT:
        return Asked(command, text, values={"job": job})
    where, _, what = re.sub("[：→]", ":", text).partition(":")
    return Asked(command, "", values={"job": job, "where": where.strip(), "what": what.strip()})


def _job_of(message: Message, command: Command[Any]) -> dict[str, Given | None]:
    """A command that is a reply to a picture of ours is about that one, if it is about jobs at all."""
    earlier = message.reply_to_message
    job_id = None if earlier is None else job_in(earlier)
    takes = any(each.name == "job" for each in fields_of(command.options))
    return {"job": job_id} if job_id is not None and takes else {}


def pictures_of(message: Message, bot_id: int) -> tuple[Sent, ...]:
    """Of the message that is replied to, then its own. The bot's own pictures go by their job."""
    earlier = message.reply_to_message
    of_bot = earlier is not None and earlier.from_user is not None and earlier.from_user.id == bot_id
    found = (None if earlier is None or (of_bot and job_in(earlier)) else picture_in(earlier), picture_in(message))
    return tuple(picture for picture in found if picture is not None)


def _without_name(typed: str, message: Message, username: str) -> tuple[str, bool]:
    """The text without the bot's @name, and whether it was there."""
    name = re.compile(rf"@{re.escape(username)}\b", re.IGNORECASE | re.ASCII)
    text, times = name.subn(" ", typed)
    return (" ".join(text.split(" ")).strip() if times else typed, times > 0 or _means(message, username))


def _means(message: Message, username: str) -> bool:
    """Names without an @, as phones make them of contacts."""
    entities = (*message.entities, *message.caption_entities)
    users = [entity.user for entity in entities if entity.type == MessageEntityType.TEXT_MENTION and entity.user]
    return any((user.username or "").lower() == username.lower() for user in users)


def _typed(text: str, names: frozenset[str]) -> tuple[str, dict[str, Given | None]]:
    """The text without the options in it that the command has."""
    typed: dict[str, Given | None] = {}

    def taken(match: re.Match[str]) -> str:
        if match[1] not in names:
            return match[0]
        typed[match[1]] = (match[2] or "true").strip('"')
        return " "

    return _OPTION.sub(taken, text).strip(), typed


def album_asked(asked: Asked, pictures: Sequence[Sent]) -> list[Asked]:
    """What an album asks for: its pictures blended, or each painted, as the caption says.

    A caption that says neither is about each; without one there is nothing to do with each but to blend them.
    """
    whole = replace(asked, pictures=tuple(pictures))
    if asked.command is not IMAGINE or len(pictures) == 1:
        return [whole]
    each = _words("each")
    blends = bool(_words("blend").search(asked.text)) or not asked.text.strip()
    if blends and not each.search(asked.text) and BLEND in COMMANDS:
        return [replace(whole, command=BLEND)]
    text = " ".join(each.sub(" ", asked.text).split())
    return [replace(asked, text=text, pictures=(picture,)) for picture in pictures]


@cache
def _words(meaning: str) -> re.Pattern[str]:
    """Those of every language, since captions may be in any. Korean ones are inflected, English ones begin a word."""
    locales: tuple[Locale, ...] = ("en", "ko")
    latin, korean = (say(locale, f"telegram.words.{meaning}") for locale in locales)
    return re.compile(rf"\b(?:{latin})|{korean}", re.IGNORECASE | re.ASCII)
