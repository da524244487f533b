"""First contact: where the bot is new, one message that says what it does, and three buttons that do it at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import discord
import structlog

from bot.commands.imagine import IMAGINE
from bot.handlers.discord.answer import answer
from bot.handlers.discord.permissions import missing
from bot.handlers.discord.posts import words
from bot.i18n import choose, say
from bot.people import Locale
from bot.prompt.language import HANGUL

if TYPE_CHECKING:
    from bot.handlers.discord.client import DiscordBot

log = structlog.get_logger()

EXAMPLES = (1, 2, 3)
"""The messages `discord.try.<number>`: something to paint, in the server's language."""
UNSET = discord.Locale.american_english
"""What Discord says of every server that has not chosen a language."""


class TryButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"hwaga:try:(?P<locale>ko|en):(?P<number>[1-3])",
):
    """Paints an example, for whoever presses it."""

    def __init__(self, locale: Locale, number: int) -> None:
        self.text = say(locale, f"discord.try.{number}")
        super().__init__(
            discord.ui.Button(
                label=self.text,
                emoji="🎨",
                style=discord.ButtonStyle.primary,
                custom_id=f"hwaga:try:{locale}:{number}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003 - discord.py's signature
        item: discord.ui.Item[Any],  # noqa: ARG003
        match: re.Match[str],
    ) -> TryButton:
        return cls(cast("Locale", match["locale"]), int(match["number"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await answer(interaction, {"text": self.text}, IMAGINE)


async def greet(guild: discord.Guild, bot: DiscordBot) -> None:
    """Where the server's own news are told, else in the first channel that takes it; nowhere if none does."""
    locale = locale_of_guild(guild, bot.settings.locale)
    buttons = discord.ui.View(timeout=None)
    for number in EXAMPLES:
        buttons.add_item(TryButton(locale, number))
    buttons.stop()
    for channel in _open_to(guild):
        try:
            await channel.send(words(say(locale, "discord.hello")).content, view=buttons)
        except discord.HTTPException as error:
            log.info("not greeted", platform="discord", problem=str(error))
        else:
            return


def locale_of_guild(guild: discord.Guild, default: Locale) -> Locale:
    """What the server has chosen; where it has not, its names show whether people speak Korean there."""
    if guild.preferred_locale is not UNSET:
        return choose(guild.preferred_locale.value, default)
    named = " ".join([guild.name, *(channel.name for channel in guild.channels)])
    return "ko" if HANGUL.search(named) else choose(guild.preferred_locale.value, default)


def _open_to(guild: discord.Guild) -> list[discord.TextChannel]:
    first = [] if guild.system_channel is None else [guild.system_channel]
    others = [channel for channel in guild.text_channels if channel not in first]
    needed = ("view_channel", "send_messages")
    return [channel for channel in (*first, *others) if not missing(channel.permissions_for(guild.me), needed)][:3]
