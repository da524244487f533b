"""The seam between delivery and the platforms."""

from __future__ import annotations

from typing import Literal, Protocol

from bot.people import Address, Platform
from bot.views import View


class Courier(Protocol):
    """Shows views on one platform. The status message is edited, and at last becomes the picture."""

    @property
    def platform(self) -> Platform: ...

    @property
    def min_interval_s(self) -> float:
        """Seconds between two progress views of one job; results never wait for it."""
        ...

    async def show(self, address: Address, view: View) -> Address:
        """Post or edit; returns the address to use from now on. Idempotent where the platform has a means.

        Raises ShowLater, ShowFailed (try again) or Unreachable (do not).
        """
        ...

    async def remove(self, address: Address, view: View) -> None:
        """Take the message away, or leave `view`, which has no picture, in its place.

        Raises DeliveryError, Unreachable where that cannot be done (any more).
        """
        ...


def pin_due(address: Address, view: View) -> Literal["pin", "unpin"] | None:
    """What is to be done after showing a view there. A pin is tried once: where it is not allowed, it never will be."""
    if view.pinned:
        return "pin" if address.pinned is None else None
    return "unpin" if address.pinned else None
