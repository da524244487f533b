"""What Hwaga can do, in a few lines."""

from __future__ import annotations

from dataclasses import dataclass

from bot.commands.base import Command, Context, Reply
from bot.commands.studio import Studio
from bot.i18n import say


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpOptions:
    pass


async def help_(context: Context, _options: HelpOptions, _studio: Studio) -> Reply:
    return Reply(say(context.locale, f"help.{context.account.platform}"))


HELP = Command("help", HelpOptions, help_)
