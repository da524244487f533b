"""Telegram's flood limits, enforced as its documentation states them: whatever breaks one is refused with a 429."""

from __future__ import annotations

import math
from collections import deque

from bot.handlers.telegram.windows import Rate, Rates
from tests.handlers.telegram.judge import Call

SHOWING = ("send", "edit", "copy", "forward")


class Gate:
    """Sliding windows over what was let through. Times are seconds of the server's own clock."""

    def __init__(self, rates: Rates) -> None:
        self.rates = rates
        self._passed: deque[tuple[float, int, int]] = deque()

    def wait_s(self, call: Call, now: float) -> int:
        """0 where the call may pass, and it has then; else the whole seconds after which it might."""
        if not call.method.startswith(SHOWING) or call.method == "sendChatAction":
            return 0
        chat = call.values.get("chat_id", 0)
        messages = len(call.values["media"]) if call.method == "sendMediaGroup" else 1
        longest_s = max(rate.period_s for rate in (self.rates.chat, self.rates.group, self.rates.overall))
        while self._passed and self._passed[0][0] <= now - longest_s:
            self._passed.popleft()
        waits = [self._wait_s(self.rates.overall, now, messages, None)]
        if chat:
            waits.append(self._wait_s(self.rates.chat, now, 1, chat))  # an album is one moment
        if chat < 0:
            waits.append(self._wait_s(self.rates.group, now, messages, chat))
        if max(waits) > 0:
            return math.ceil(max(waits))
        self._passed.append((now, chat, messages))
        return 0

    def _wait_s(self, rate: Rate, now: float, messages: int, chat: int | None) -> float:
        recent = [each for each in self._passed if each[0] > now - rate.period_s and chat in {None, each[1]}]
        counted = [(at, 1 if rate.limit == 1 else n) for at, _, n in recent]
        if sum(n for _, n in counted) + messages <= rate.limit:
            return 0.0
        return counted[0][0] + rate.period_s - now if counted else rate.period_s
