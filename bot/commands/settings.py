"""What a person wants of all their pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.studio import Studio
from bot.commands.usual import (
    ALL,
    AUTO,
    Row,
    UsualOptions,
    defaults_of,
    language_of,
    on_off,
    row,
    rows_of,
    told,
    without,
)
from bot.engine.backend import Capabilities
from bot.i18n import say
from bot.people import Locale
from bot.preferences import Preferences

RESETS = (ALL, "style", "size", "quality", "spoiler")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsOptions(UsualOptions):
    """Without any, the settings are only told."""

    recipe: Annotated[bool | None, Option()] = None
    gallery: Annotated[bool | None, Option()] = None
    remix: Annotated[bool | None, Option()] = None
    reset: Annotated[str | None, Option(choices=RESETS)] = None


async def settings(context: Context, options: SettingsOptions, studio: Studio) -> Reply:
    """Raises BadOption."""
    person, offers = await studio.store.person(context.account, context.locale), studio.backend.offers()
    if options == SettingsOptions():
        preferences = await studio.store.choices.preferences(person)
    else:
        preferences = await studio.store.choices.prefer(person, lambda before: chosen(before, options, offers))
    locale = preferences.locale or context.locale
    return told(say(locale, "settings.yours"), _rows(preferences, locale))


def chosen(before: Preferences, options: SettingsOptions, offers: Capabilities) -> Preferences:
    """The preferences less what was reset, with what was chosen now. Raises BadOption."""
    kept = Preferences() if options.reset == ALL else before
    return Preferences(
        locale=language_of(options, kept.locale),
        defaults=defaults_of(options, without(kept.defaults, options.reset), offers),
        recipe=kept.recipe if options.recipe is None else options.recipe,
        gallery=kept.gallery if options.gallery is None else options.gallery,
        remix=kept.remix if options.remix is None else options.remix,
    )


def as_options(preferences: Preferences) -> SettingsOptions:
    """What would choose what is chosen; None and empty where nothing is."""
    usual = preferences.defaults
    return SettingsOptions(
        language=preferences.locale or AUTO,
        style=usual.style,
        size=usual.size,
        quality=usual.quality,
        spoiler=usual.spoiler,
        recipe=preferences.recipe,
        gallery=preferences.gallery,
        remix=preferences.remix,
    )


def _rows(preferences: Preferences, locale: Locale) -> list[Row]:
    return [
        *rows_of(locale, preferences.locale, preferences.defaults),
        row(locale, "recipe", on_off(locale, on=preferences.recipe)),
        row(locale, "gallery", on_off(locale, on=preferences.gallery)),
        row(locale, "remix", on_off(locale, on=preferences.remix)),
    ]


SETTINGS = Command("settings", SettingsOptions, settings)
