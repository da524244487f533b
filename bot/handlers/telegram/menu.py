"""The commands that Telegram shows when a person types a slash: by place, by what they may do, by language."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Literal

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    MenuButtonCommands,
)
from telegram.error import TelegramError

from bot.commands import COMMANDS
from bot.commands.base import Command
from bot.i18n import LOCALES, say
from bot.people import Account, Locale

log = structlog.get_logger()

Audience = Literal["alone", "group", "managers", "owner"]

_OWN = frozenset({"link", "unlink", "mydata"})
"""About a person, and of nobody else's business."""


def menu(locale: Locale, audience: Audience = "alone") -> tuple[BotCommand, ...]:
    """Names are the same in every language: Telegram takes only Latin ones."""
    shown = [command for command in COMMANDS if _shows(command, audience)]
    return tuple(BotCommand(command.name, say(locale, f"command.{command.name}")) for command in shown)


def _shows(command: Command[Any], audience: Audience) -> bool:
    match command.audience:
        case "owners":
            return audience == "owner"
        case "managers":
            return audience in {"managers", "owner"}
        case _:
            return audience in {"alone", "owner"} or command.name not in _OWN


async def tell_commands(bot: Bot, default: Locale, owners: Iterable[Account] = ()) -> None:
    """`default` is shown where there is no menu in the person's language.

    What Telegram refuses is logged: it goes on with the commands that it knows.
    """
    scopes: list[tuple[BotCommandScope, Audience]] = [
        (BotCommandScopeDefault(), "alone"),
        (BotCommandScopeAllGroupChats(), "group"),
        (BotCommandScopeAllChatAdministrators(), "managers"),
    ]
    scopes += [(BotCommandScopeChat(int(each.id)), "owner") for each in owners if each.platform == "telegram"]
    told = [_tell(bot, scope, audience, default, locale) for scope, audience in scopes for locale in (None, *LOCALES)]
    await asyncio.gather(*told, _tell_button(bot))


async def _tell(bot: Bot, scope: BotCommandScope, audience: Audience, default: Locale, locale: Locale | None) -> None:
    try:
        await bot.set_my_commands(menu(locale or default, audience), scope, language_code=locale)
    except TelegramError as error:
        log.warning("commands not told", platform="telegram", problem=error.message)


async def _tell_button(bot: Bot) -> None:
    """The one beside the line where people write."""
    try:
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    except TelegramError as error:
        log.warning("menu button not told", platform="telegram", problem=error.message)
