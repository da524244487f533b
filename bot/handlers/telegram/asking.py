"""Words that a command needs are asked for in a message; the reply to it is read with its link."""

from __future__ import annotations

from html import escape

from bot.commands.actions import ACTIONS
from bot.handlers.telegram.context import TelegramContext
from bot.handlers.telegram.layout import cut, plain
from bot.i18n import say
from bot.views import Action


async def ask(action: Action, about: str, was: str, context: TelegramContext) -> None:
    """`about` is the id of a job or a session, `was` what is there now. Raises TelegramError."""
    link = f"https://t.me/{context.bot.username}?start={ACTIONS[action].command}-{about}"
    words = say(context.locale, f"telegram.ask.{action}")
    shown = f"\n<code>{escape(cut(plain(was), 1000))}</code>" if was else ""
    await context.ask(f'<a href="{link}">✏️</a> {escape(words)}{shown}', words)
