"""A background loop that outlives its faults."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

log = structlog.get_logger()

AFTER_FAULT_S = 1.0


class Loop:
    """Calls `turn` when it is started, whenever it is woken, and when the seconds that `turn` returned are over.

    A `turn` that raises is logged, told to `on_crash` and tried again a second later.
    """

    def __init__(
        self, name: str, turn: Callable[[], Awaitable[float | None]], on_crash: Callable[[BaseException], None]
    ) -> None:
        self._name = name
        self._turn = turn
        self._on_crash = on_crash
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.stopping = False

    def start(self) -> None:
        """Needs the running event loop."""
        self.stopping = False
        self._task = asyncio.create_task(self._run(), name=self._name)

    def wake(self) -> None:
        """Let another turn begin soon; any number of calls before it make one turn."""
        self._woken.set()

    async def stop(self) -> None:
        """Wait for a turn that has begun, and begin no other. Idempotent."""
        self.stopping = True
        self.wake()
        if self._task is not None:
            await self._task

    async def finish(self) -> None:
        """Stop, and take one more turn for what came in before."""
        await self.stop()
        await self._surviving_turn()

    async def _run(self) -> None:
        while not self.stopping:
            self._woken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(await self._surviving_turn()):
                    await self._woken.wait()

    async def _surviving_turn(self) -> float | None:
        try:
            return await self._turn()
        except Exception as error:
            log.exception("loop stumbled", loop=self._name)
            self._on_crash(error)
            return AFTER_FAULT_S
