"""Hears when nothing is heard: a device that says nothing of its job for too long hangs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Watchdog:
    """Calls `bark` once nobody has fed it for long enough; from the event loop only. Counts no wall-clock time."""

    def __init__(self, bark: Callable[[], None]) -> None:
        self._bark = bark
        self._timer: asyncio.TimerHandle | None = None

    def feed(self, patience_s: float) -> None:
        """Quiet for so long from now on."""
        self.rest()
        self._timer = asyncio.get_running_loop().call_later(patience_s, self._bark)

    def rest(self) -> None:
        """Quiet until it is fed again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
