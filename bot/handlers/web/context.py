"""A browser that asks for something."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people import Account, Address, Locale, Place


@dataclass(frozen=True, slots=True)
class WebContext:
    account: Account
    locale: Locale

    @property
    def place(self) -> Place:
        return Place("web", self.account.id)

    async def acknowledge(self) -> Address:
        """The page has shown it by itself already."""
        return Address(platform="web", locale=self.locale, channel=self.account.id, account=self.account.id)
