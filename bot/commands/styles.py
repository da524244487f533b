"""The looks that can be asked for by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Completion, Context, Option, Reply
from bot.commands.studio import Studio
from bot.engine.backend import Capabilities
from bot.i18n import say
from bot.people import Locale
from bot.prompt.providers.styles import Style, matching, name_in, styles

_MOST_SHOWN = 8
"""Styles that are told with their search words."""


def complete_style(typed: str, locale: Locale, _offers: Capabilities) -> Sequence[Completion]:
    """Styles by name and search word, in either language."""
    return [Completion(name_in(style, locale), name_in(style, locale)) for style in matching(typed)]


@dataclass(frozen=True, slots=True, kw_only=True)
class StylesOptions:
    """Without a word to search for: the names of all of them."""

    search: Annotated[str, Option(main=True, max_length=100, complete=complete_style)] = ""


async def styles_(context: Context, options: StylesOptions, _studio: Studio) -> Reply:
    locale, sought = context.locale, options.search.strip()
    if not sought:
        names = ", ".join(name_in(style, locale) for style in styles())
        return Reply(say(locale, "styles.all", {"names": names}))
    found = matching(sought)[:_MOST_SHOWN]
    if not found:
        return Reply(say(locale, "styles.none", {"search": sought}))
    return Reply("\n".join(_told(style, locale) for style in found))


def _told(style: Style, locale: Locale) -> str:
    other = style.en if locale == "ko" else style.ko
    return say(locale, "styles.one", {"name": name_in(style, locale), "words": ", ".join((other, *style.words))})


STYLES = Command("styles", StylesOptions, styles_)
