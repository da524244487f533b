"""What all remote providers share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import aiohttp

from bot.prompt.providers.memory import BriefMemory, Memory


class Wire:
    """Connections, the memory of answers, the clock. Belongs to one loop."""

    def __init__(
        self,
        memory: Memory | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.memory = memory or BriefMemory()
        self.clock = clock
        self.sleep = sleep
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        """Made when it is first needed: whoever turned no provider on opens no connection."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def close(self) -> None:
        """Idempotent."""
        if self._session is not None:
            await self._session.close()
