"""A browser that asks for something."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people import Account, Address, Locale, Place

FILE_LIMIT_BYTES = 64 * 2**20
"""For the memory's sake."""


@dataclass(frozen=True, slots=True)
class WebContext:
    account: Account
    locale: Locale
    name: str = ""
    roles: tuple[str, ...] = ()
    file_limit_bytes: int = FILE_LIMIT_BYTES
    discreet: bool = True

    @property
    def place(self) -> Place:
        return Place("web", self.account.id)

    @property
    def here(self) -> Place:
        return self.place

    async def manages(self) -> bool:
        """A browser is its own place."""
        return True

    async def acknowledge(self) -> Address:
        """The page has shown it by itself already."""
        return Address(platform="web", locale=self.locale, channel=self.account.id, account=self.account.id)
