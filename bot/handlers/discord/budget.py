"""How often news are shown, so that they never are what Discord refuses a result for."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

ALL_PER_S = 20.0
"""Of the 50 requests a second that Discord takes of a bot; the rest is for answers and results."""
CHANNEL_PER_S = 0.5
"""Half of what Discord takes of edits in one channel by the bot itself; each interaction has a budget of its own."""
CHANNEL_BURST = 2.0
CHANNELS_REMEMBERED = 1000
_ROUNDING = 1e-6


class Bucket:
    """Holds `burst` and gets `per_s` more a second. `clock` gives seconds, monotonic."""

    def __init__(self, per_s: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s = per_s
        self._burst = burst
        self._clock = clock
        self._held = burst
        self._at = clock()

    def wait_s(self) -> float:
        """How long until there is one; 0 now."""
        now = self._clock()
        self._held = min(self._held + (now - self._at) * self._per_s, self._burst)
        self._at = now
        return 0.0 if self._held > 1 - _ROUNDING else (1 - self._held) / self._per_s

    def take(self) -> None:
        """One less; whoever takes has asked first."""
        self._held -= 1


class NewsBudget:
    """One bucket over all, and one for each channel where the bot edits without an interaction's token."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._all = Bucket(ALL_PER_S, ALL_PER_S, clock)
        self._channels: OrderedDict[str, Bucket] = OrderedDict()

    def spend(self, channel: str) -> float:
        """Take one for an edit in `channel`, empty with a token. Returns 0, or how many seconds to wait instead."""
        buckets = [self._all, *([self._of(channel)] if channel else [])]
        wait_s = max(bucket.wait_s() for bucket in buckets)
        if wait_s == 0:
            for bucket in buckets:
                bucket.take()
        return wait_s

    def _of(self, channel: str) -> Bucket:
        if channel not in self._channels:
            self._channels[channel] = Bucket(CHANNEL_PER_S, CHANNEL_BURST, self._clock)
            if len(self._channels) > CHANNELS_REMEMBERED:
                self._channels.popitem(last=False)
        self._channels.move_to_end(channel)
        return self._channels[channel]
