"""The person at the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people import Account, Address, Locale, Place

OWNER = Account("terminal", "owner")
TERMINAL = Place("terminal", "terminal")


@dataclass(frozen=True, slots=True)
class TerminalContext:
    locale: Locale
    account: Account = OWNER
    place: Place = TERMINAL

    async def acknowledge(self) -> Address:
        return Address(platform="terminal", locale=self.locale, channel="terminal")
