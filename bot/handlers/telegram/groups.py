"""The bot in groups and channels: what it needs there is looked at when it comes and at every start, and told once."""

from __future__ import annotations

import asyncio
import re

import structlog
from telegram import (
    Bot,
    Chat,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    InlineKeyboardButton,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.handlers.telegram.buttons import rows_of
from bot.i18n import choose, say
from bot.people import Locale
from bot.store.telegram import TelegramShelf

log = structlog.get_logger()

EXAMPLES = 3
"""Pictures that a group is offered to begin with."""
LOOK_INTERVAL_S = 0.5
"""Between two groups at the start: nobody is in a hurry."""
THERE = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED})
_EXAMPLE = re.compile(rf"example:([1-{EXAMPLES}])")


class Groups:
    """`shelf` is set before anything is looked at."""

    shelf: TelegramShelf | None = None

    def __init__(self, default: Locale) -> None:
        self._default = default

    async def look_at_all(self, bot: Bot) -> None:
        """Tell every group what has changed there while nobody looked."""
        for chat in [] if self.shelf is None else await self.shelf.chats():
            await self._look(bot, chat, self._default, greet=False)
            await asyncio.sleep(LOOK_INTERVAL_S)

    async def changed(self, update: ChatMemberUpdated) -> None:
        """The bot was added, or removed, or has other rights now."""
        chat, shelf = update.chat, self.shelf
        if chat.type == ChatType.PRIVATE or shelf is None:
            return  # blocked, or unblocked: known when something is to be shown
        if update.new_chat_member.status not in THERE:
            await shelf.forget(str(chat.id))
            return
        greet = update.old_chat_member.status not in THERE and chat.type != ChatType.CHANNEL
        locale = choose(update.from_user.language_code, self._default)
        await self._look(update.get_bot(), str(chat.id), locale, greet=greet)

    async def moved(self, message: Message) -> bool:
        """Whether a message says that a group has become a supergroup."""
        old = message.migrate_from_chat_id or (message.chat.id if message.migrate_to_chat_id else None)
        if old is None or self.shelf is None:
            return False
        await self.shelf.move(str(old), str(message.migrate_to_chat_id or message.chat.id))
        return True

    async def _look(self, bot: Bot, chat: str, locale: Locale, *, greet: bool) -> None:
        if self.shelf is None:
            return
        try:
            lacks = await lacking(bot, chat)
        except (Forbidden, BadRequest) as error:
            log.info("not in that group any more", platform="telegram", problem=error.message)
            await self.shelf.forget(chat)
            return
        except TelegramError as error:
            log.warning("group not looked at", platform="telegram", problem=error.message)
            return
        told = await self.shelf.told(chat)
        await self.shelf.tell(chat, " ".join(lacks))  # before it is said: not said again, whatever happens
        new = [lack for lack in lacks if lack not in (told or "").split()]
        if (greet or new) and "speak" not in lacks:
            await self._say(bot, chat, locale, new, greet=greet)

    async def _say(self, bot: Bot, chat: str, locale: Locale, lacks: list[str], *, greet: bool) -> None:
        name = {"bot": f"@{bot.username}"}
        lines = [say(locale, "telegram.hello", name)] if greet else []
        lines += [say(locale, f"telegram.lacks.{lack}", name) for lack in lacks]
        try:
            await bot.send_message(
                chat,
                "\n\n".join(lines),
                reply_markup=rows_of(examples(locale)) if greet else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            log.warning("group not told", platform="telegram", problem=error.message)


async def lacking(bot: Bot, chat: str) -> list[str]:
    """What the bot needs there and has not: no `privacy`, to `speak`, `photos`, `files`. Raises TelegramError."""
    info, me = await asyncio.gather(bot.get_chat(chat), bot.get_chat_member(chat, bot.id))
    lacks = [] if _hears(bot, me) else ["privacy"]
    return lacks + [lack for lack, may in _rights(info, me) if not may]


def _hears(bot: Bot, me: ChatMember) -> bool:
    """Administrators hear everything, whatever the privacy mode is."""
    return isinstance(me, ChatMemberAdministrator) or bool(bot.bot.can_read_all_group_messages)


def _rights(info: ChatFullInfo, me: ChatMember) -> list[tuple[str, bool]]:
    if isinstance(me, ChatMemberAdministrator):
        return [("speak", info.type != Chat.CHANNEL or bool(me.can_post_messages))]
    by = me if isinstance(me, ChatMemberRestricted) else info.permissions
    if by is None:
        return []
    return [
        ("speak", bool(by.can_send_messages)),
        ("photos", bool(by.can_send_photos)),
        ("files", bool(by.can_send_documents)),
    ]


def examples(locale: Locale) -> list[InlineKeyboardButton]:
    """Buttons that paint at once."""
    numbers = range(1, EXAMPLES + 1)
    return [InlineKeyboardButton(example(locale, n), callback_data=f"example:{n}") for n in numbers]


def example(locale: Locale, number: int) -> str:
    """What the button of that number paints."""
    return say(locale, f"telegram.example.{number}")


def example_in(data: str) -> int | None:
    """The number of the button that carries this."""
    found = _EXAMPLE.fullmatch(data)
    return int(found[1]) if found else None
