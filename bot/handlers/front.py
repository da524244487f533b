"""A front end: a platform's messages in, commands out; and the courier that shows the answers."""

from __future__ import annotations

from typing import Protocol

from bot.commands.studio import Studio
from bot.couriers import Courier
from bot.people import Platform


class Front(Protocol):
    """One platform. Made without any connection; the courier works from `start` to `stop`."""

    @property
    def platform(self) -> Platform: ...

    @property
    def courier(self) -> Courier: ...

    @property
    def connected(self) -> bool:
        """Whether messages can arrive now."""
        ...

    async def start(self, studio: Studio) -> None:
        """Connect and begin to listen. Raises FrontError where trying again would not help.

        What is merely out of reach is tried on in the background: see `connected`.
        """
        ...

    async def stop(self) -> None:
        """Stop listening and disconnect. Idempotent."""
        ...
