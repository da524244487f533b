"""What settings and a place's rules have in common: what pictures usually are, and how that is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, cast, get_args

from bot.commands.base import Option, Reply
from bot.commands.styles import complete_style
from bot.engine.backend import Capabilities
from bot.i18n import LOCALES, say
from bot.people import Locale
from bot.preferences import Defaults, Quality
from bot.sizes import parse_size

AUTO = "auto"
ALL = "all"
Row = tuple[str, str]
"""A label and a value, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualOptions:
    """What is not given stays as it is."""

    language: Annotated[str | None, Option(choices=(AUTO, *LOCALES))] = None
    style: Annotated[str, Option(max_length=200, complete=complete_style)] = ""
    size: Annotated[str, Option(max_length=20, suggestions=("1:1", "4:3", "3:4", "16:9", "9:16"))] = ""
    quality: Annotated[str | None, Option(choices=get_args(Quality))] = None
    spoiler: Annotated[bool | None, Option()] = None


def language_of(options: UsualOptions, before: Locale | None) -> Locale | None:
    if options.language is None:
        return before
    return None if options.language == AUTO else cast("Locale", options.language)


def defaults_of(options: UsualOptions, before: Defaults, offers: Capabilities) -> Defaults:
    """Raises BadOption on a size that is none."""
    if options.size:
        parse_size(options.size, offers.native_px, offers.max_pixels)
    return Defaults(
        style=options.style.strip(),
        size=options.size,
        quality=cast("Quality | None", options.quality),
        spoiler=options.spoiler,
    ).over(before)


def without(defaults: Defaults, name: str | None) -> Defaults:
    """As nobody had chosen the one of that name, or any of them."""
    if name == ALL:
        return Defaults()
    match name:
        case "style":
            return replace(defaults, style="")
        case "size":
            return replace(defaults, size="")
        case "quality":
            return replace(defaults, quality=None)
        case "spoiler":
            return replace(defaults, spoiler=None)
    return defaults


def rows_of(locale: Locale, language: Locale | None, defaults: Defaults) -> list[Row]:
    return [
        row(locale, "language", say(locale, f"choice.language.{language or AUTO}")),
        row(locale, "style", defaults.style),
        row(locale, "size", defaults.size),
        row(locale, "quality", say(locale, f"choice.quality.{defaults.quality}") if defaults.quality else ""),
        row(locale, "spoiler", "" if defaults.spoiler is None else on_off(locale, on=defaults.spoiler)),
    ]


def row(locale: Locale, option: str, value: str) -> Row:
    """An option by its label; what nobody chose is told as such."""
    return say(locale, f"option.{option}"), value or say(locale, "settings.unset")


def on_off(locale: Locale, *, on: bool) -> str:
    return say(locale, "settings.on" if on else "settings.off")


def told(title: str, rows: Iterable[Row]) -> Reply:
    """A line for each."""
    return Reply("\n".join([title, *(f"{label}: {value}" for label, value in rows)]))
