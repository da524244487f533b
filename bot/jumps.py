"""Clocks that are set while the bot runs. Pure, but for the clock that nobody can set."""

from __future__ import annotations

import time
from collections.abc import Callable

_UNNOTICED_S = 1.0
"""What a clock may be wrong by: small corrections harm nobody."""


class Jumps:
    """Compares a wall clock, whose readings it is told in unix seconds, with `monotonic`, which is never set."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._offset: float | None = None

    def jumped(self, now: float) -> float:
        """By how many seconds the wall clock was set since the last reading; 0 at the first one."""
        offset, before = now - self._monotonic(), self._offset
        self._offset = offset
        return 0.0 if before is None else offset - before

    def set_back(self, now: float) -> bool:
        """Whether it was set back since the last reading."""
        return self.jumped(now) < -_UNNOTICED_S
