"""In which language a person is spoken to."""

from __future__ import annotations

from bot.commands.studio import Studio
from bot.people import Account, Locale, Place


async def spoken(studio: Studio, account: Account, place: Place, hint: Locale) -> Locale:
    """As the person has chosen, else as the place has, else as the platform hints."""
    return await studio.store.choices.locale(account, place) or hint
