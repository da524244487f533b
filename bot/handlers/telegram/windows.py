"""How many messages Telegram takes within a time: a sliding window, kept so that a slow line cannot shrink it. Pure.

A leaky bucket, aiolimiter's for one, lets twice its rate through in the first period: its burst, and what leaks out
beside it. Telegram counts what arrives; where a place is taken when a call leaves, and free a period after its answer
came, no more than `limit` arrive within any period, however long the calls are on their way.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`limit` messages in `period_s` seconds."""

    limit: int
    period_s: float


@dataclass(frozen=True, slots=True)
class Rates:
    """Of one chat, of one group beside it, and of all chats together."""

    chat: Rate = Rate(1, 1.0)
    group: Rate = Rate(20, 60.0)
    overall: Rate = Rate(30, 1.0)

    def faster(self, times: float) -> Rates:
        """The same limits on a clock that runs so much faster: for tests."""
        rates = (Rate(rate.limit, rate.period_s / times) for rate in (self.chat, self.group, self.overall))
        return Rates(*rates)


class Window:
    """Times are seconds of one clock that never goes back.

    A place is taken until a period after its call was answered, or after `patience_s` if that is sooner: of slow calls
    it is believed then that they have arrived.
    """

    def __init__(self, rate: Rate, patience_s: float = math.inf) -> None:
        self.rate = rate
        self._patience_s = patience_s
        self._away: list[float] = []
        self._ended: deque[float] = deque()

    def room(self, now: float) -> int:
        """How many messages may leave now; below 0 after an album that was larger than the room."""
        while self._away and self._away[0] + self._patience_s <= now:
            self._ended.append(self._away.pop(0) + self._patience_s)
        while self._ended and self._ended[0] + self.rate.period_s <= now:
            self._ended.popleft()
        return self.rate.limit - len(self._away) - len(self._ended)

    def idle(self, now: float) -> bool:
        """Whether nothing of it needs to be remembered."""
        return self.room(now) == self.rate.limit

    def leave(self, now: float, messages: int = 1) -> None:
        """So many are on their way in one call."""
        self._away.extend([now] * messages)

    def end(self, now: float, left_at: float, messages: int = 1) -> None:
        """The call that left then was answered, or failed."""
        self.room(now)  # what is believed to have arrived is not away any more
        for _ in range(min(messages, self._away.count(left_at))):
            self._away.remove(left_at)
            self._ended.append(now)

    def wait_s(self, now: float, messages: int = 1) -> float:
        """Until there is room for so many, if nobody else comes; what is on its way counts as answered now."""
        period_s = self.rate.period_s
        free_at = [now] * self.room(now) + [at + period_s for at in self._ended] + [now + period_s] * len(self._away)
        rounds, place = divmod(messages - 1, len(free_at))  # a place is free again a period after it was taken
        return free_at[place] + rounds * period_s - now
