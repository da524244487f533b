"""Messages to the bot: a mention or a direct message paints, a reply to one of its pictures corrects it.

Discord hands out the text of messages that mention the bot, of replies that do so, and of direct messages, without any
privileged intent; of all others it is empty, and they are none of our business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import discord
import structlog

from bot.commands.base import Command
from bot.commands.correct import CORRECT
from bot.commands.help import HELP
from bot.commands.imagine import IMAGINE
from bot.errors import Unreachable
from bot.handlers.discord.answer import Chosen, answered
from bot.handlers.discord.message_context import MessageContext
from bot.handlers.discord.permissions import lacking_in, names_of
from bot.handlers.discord.posts import words
from bot.i18n import say

if TYPE_CHECKING:
    from bot.handlers.discord.client import DiscordBot

log = structlog.get_logger()

_SAID_BY_PEOPLE = frozenset({discord.MessageType.default, discord.MessageType.reply})
_BUTTON = re.compile(r"hwaga:[a-z_]+:([0-9a-f]{16})(?::[0-9])?")


async def hear(message: discord.Message, bot: DiscordBot) -> None:
    """Do what a message asks for, if it is meant for the bot."""
    if not _is_for(message, bot):
        return
    context = MessageContext(message, bot.settings.locale)
    lacking = lacking_in(message)
    if lacking:
        names = names_of(lacking, context.locale)
        await _tell_privately(message, say(context.locale, "discord.missing", {"names": names}))
        return
    chosen, command = asked_in(message, bot)
    if command is HELP and _replies_to(message, bot):
        await context.reply(words(say(context.locale, "discord.unread")))
        return
    await answered(context, chosen, command, bot)


def _is_for(message: discord.Message, bot: DiscordBot) -> bool:
    if message.author.bot or message.type not in _SAID_BY_PEOPLE or bot.user is None:
        return False
    return message.guild is None or bot.user.id in message.raw_mentions or _replies_to(message, bot)


def _replies_to(message: discord.Message, bot: DiscordBot) -> bool:
    """Whether it is a reply to the bot that mentions it, as replies do unless that is turned off."""
    earlier = _earlier(message)
    return earlier is not None and earlier.author == bot.user and bot.user in message.mentions


def _earlier(message: discord.Message) -> discord.Message | None:
    """What it is a reply to; None where that was deleted."""
    found = message.reference.resolved if message.reference else None
    return found if isinstance(found, discord.Message) else None


def asked_in(message: discord.Message, bot: DiscordBot) -> tuple[dict[str, Chosen], Command[Any]]:
    """The command and its options. A picture may be in the message, or in the one that it replies to."""
    earlier = _earlier(message)
    text, picture = _text(message, bot), picture_in(message)
    job_id = "" if earlier is None or earlier.author != bot.user else job_in(earlier)
    if job_id and text and picture is None:
        return {"text": text, "job": job_id}, CORRECT
    if picture is None and earlier is not None and (text or earlier.author != bot.user):
        picture = picture_in(earlier)
    if not text and picture is None:
        return {}, HELP
    return {"text": text, "image": picture}, IMAGINE


def _text(message: discord.Message, bot: DiscordBot) -> str:
    """What was said, less the bot's name."""
    name = "" if bot.user is None else bot.user.id
    return re.sub(rf"<@!?{name}>", " ", message.content).strip()


def picture_in(message: discord.Message) -> discord.Attachment | None:
    """The first one; whether it is a picture indeed is seen when it is read."""
    pictures = (each for each in message.attachments if (each.content_type or "image/").startswith("image/"))
    return next(pictures, None)


def job_in(message: discord.Message) -> str:
    """The job that the buttons below a message of the bot's own belong to; empty where there is none."""
    found = (_BUTTON.fullmatch(custom_id) for custom_id in _custom_ids(message))
    return next((match[1] for match in found if match is not None), "")


def _custom_ids(message: discord.Message) -> Iterator[str]:
    for row in message.components:
        if isinstance(row, discord.ActionRow):
            yield from (str(child.custom_id or "") for child in row.children)


async def _tell_privately(message: discord.Message, text: str) -> None:
    try:
        await message.author.send(text)
    except discord.HTTPException as error:
        log.info("nobody told", platform="discord", problem=str(Unreachable(str(error))))
