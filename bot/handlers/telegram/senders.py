"""Who speaks: a person, or a group or channel in whose name a person does."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from telegram import Bot, MaybeInaccessibleMessage, Message, User
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.people import Account

log = structlog.get_logger()

MANAGERS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Sender:
    """`name` and `language` as Telegram has them.

    `is_chat`: a group's anonymous administrators or a channel speak as it.
    """

    account: Account
    name: str
    language: str | None
    is_chat: bool = False


def sender_of(message: Message) -> Sender | None:
    """None for what nobody has sent."""
    if message.sender_chat is not None:  # its user is then only a stand-in, the same for everybody
        return Sender(
            Account("telegram", str(message.sender_chat.id)),
            message.sender_chat.effective_name or "",
            None,
            is_chat=True,
        )
    return None if message.from_user is None else person(message.from_user)


def person(user: User) -> Sender:
    return Sender(Account("telegram", str(user.id)), user.full_name, user.language_code)


async def presser_of(user: User, at: MaybeInaccessibleMessage, bot: Bot) -> Sender:
    """Whoever presses is never anonymous: an administrator presses for the chat, where the chat has asked."""
    asked = at.reply_to_message if isinstance(at, Message) else None
    chat = None if asked is None else asked.sender_chat
    if chat is None or chat.id != at.chat.id or not await manages(bot, at.chat.id, user.id):
        return person(user)
    return Sender(Account("telegram", str(chat.id)), chat.effective_name or "", user.language_code, is_chat=True)


async def manages(bot: Bot, chat: int, user: int) -> bool:
    """Whether they are an administrator of the chat, as Telegram says now."""
    try:
        member = await bot.get_chat_member(chat, user)
    except TelegramError as error:
        log.warning("not told who manages", platform="telegram", problem=error.message)
        return False
    return member.status in MANAGERS
