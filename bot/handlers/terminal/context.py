"""The person at the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people import Account, Address, Locale, Place

OWNER = Account("terminal", "owner")
TERMINAL = Place("terminal", "terminal")
FILE_LIMIT_BYTES = 64 * 2**20
"""For the memory's sake."""


@dataclass(frozen=True, slots=True)
class TerminalContext:
    locale: Locale
    account: Account = OWNER
    place: Place = TERMINAL
    name: str = ""
    roles: tuple[str, ...] = ()
    file_limit_bytes: int = FILE_LIMIT_BYTES
    discreet: bool = True

    @property
    def here(self) -> Place:
        return self.place

    async def manages(self) -> bool:
        return True

    async def acknowledge(self) -> Address:
        return Address(platform="terminal", locale=self.locale, channel="terminal")
