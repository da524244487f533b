"""The commands that Telegram shows when a person types a slash, in every language of ours."""

from __future__ import annotations

import asyncio

import structlog
from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.commands import COMMANDS
from bot.i18n import LOCALES, say
from bot.people import Locale

log = structlog.get_logger()


def menu(locale: Locale) -> tuple[BotCommand, ...]:
    """Names are the same in every language: Telegram takes only Latin ones."""
    return tuple(BotCommand(command.name, say(locale, f"command.{command.name}")) for command in COMMANDS)


async def tell_commands(bot: Bot, default: Locale) -> None:
    """`default` is shown where there is no menu in the person's language.

    What Telegram refuses is logged: it goes on with the commands that it knows.
    """
    others = [locale for locale in LOCALES if locale != default]
    try:
        await bot.set_my_commands(menu(default))
        await asyncio.gather(*(bot.set_my_commands(menu(locale), language_code=locale) for locale in others))
    except TelegramError as error:
        log.warning("commands not told", platform="telegram", problem=error.message)
