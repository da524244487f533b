"""In which language a person is spoken to."""

from __future__ import annotations

from bot.commands.studio import Studio
from bot.people import Account, Locale, Place


async def spoken(studio: Studio, account: Account, place: Place, hint: Locale) -> Locale:
    """As the person has chosen, else as the place has, else as the platform hints."""
    person = await studio.store.person(account, hint)
    found = await studio.store.choices.circumstances(person, place)
    return found.preferences.locale or found.house.locale or hint
