"""Lets go, now and then, of what the owner does not want kept."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from bot.jumps import Jumps
from bot.loop import Loop
from bot.store import Keep, Store

log = structlog.get_logger()

EVERY_S = 3600.0


class Sweeper:
    """Sweeps at the start and every hour; `clock` gives unix seconds."""

    def __init__(
        self,
        store: Store,
        keep: Keep,
        clock: Callable[[], float] = time.time,
        *,
        on_crash: Callable[[BaseException], None] = lambda _error: None,
    ) -> None:
        self._store = store
        self._keep = keep
        self._clock = clock
        self._time = Jumps()
        self._loop = Loop("sweeper", self._sweep, on_crash)

    async def start(self) -> None:
        """Sweep, and go on in the background."""
        self._loop.start()

    async def stop(self) -> None:
        """Finish what was begun. Idempotent."""
        await self._loop.stop()

    async def _sweep(self) -> float:
        jump_s = self._time.jumped(self._clock())
        if abs(jump_s) > EVERY_S:  # what is old by a clock that is wrong for a moment would be lost for ever
            log.warning("not swept, the clock was set", seconds=round(jump_s))
            return EVERY_S
        gone = await self._store.retention.sweep(self._keep, self._clock())
        if gone:
            log.info("swept", files=gone)
        return EVERY_S
