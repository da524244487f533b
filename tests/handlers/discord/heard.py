"""What Discord has heard of the bot, call by call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from tests.handlers.discord.house import PATIENCE_S
from tests.handlers.discord.judge import Call


class Heard:
    """`calls` in order, `at_s` when each came (monotonic seconds)."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.at_s: list[float] = []
        self._another = asyncio.Event()

    def note(self, call: Call) -> None:
        self.calls.append(call)
        self.at_s.append(time.monotonic())
        self._another.set()

    def of(self, method: str, ending: str) -> list[Call]:
        """The calls whose path ends so."""
        return [call for call in self.calls if call.method == method and call.path.endswith(ending)]

    async def until(self, wanted: Callable[[Call], bool]) -> Call:
        """Wait for a call; it may have come already."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                self._another.clear()
                for call in self.calls:
                    if wanted(call):
                        return call
                await self._another.wait()
