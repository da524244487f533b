"""Names and descriptions of commands in every language of ours; English is what Discord shows to all others."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.i18n import say
from bot.people import Locale

DEFAULT: Locale = "en"
LOCALES: dict[discord.Locale, Locale] = {discord.Locale.korean: "ko"}


def name_of(name: str) -> app_commands.locale_str:
    """The name of a command or an option; in English what it is called in the code."""
    return app_commands.locale_str(name, key=f"discord.name.{name}")


def text_of(key: str) -> app_commands.locale_str:
    """A message as a description or a label."""
    return app_commands.locale_str(say(DEFAULT, key), key=key)


class CatalogTranslator(app_commands.Translator):
    """Translates what `name_of` and `text_of` made; everything else stays as it is."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - the key says it all
    ) -> str | None:
        key: str | None = string.extras.get("key")
        ours = LOCALES.get(locale)
        return None if key is None or ours is None else say(ours, key)
