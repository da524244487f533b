from __future__ import annotations

import asyncio

import pytest

from bot import loop as looping
from bot.loop import Loop

LIMIT_S = 30


class Turns:
    """Counts turns; raises and returns what it is given, in order."""

    def __init__(self, *results: float | Exception | None) -> None:
        self.results = list(results)
        self.count = 0
        self.crashes: list[BaseException] = []
        self._taken = asyncio.Event()

    async def __call__(self) -> float | None:
        self.count += 1
        self._taken.set()
        result = self.results.pop(0) if self.results else None
        if isinstance(result, Exception):
            raise result
        return result

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(LIMIT_S):
            while self.count < count:
                self._taken.clear()
                await self._taken.wait()


async def test_a_loop_takes_a_turn_when_it_starts_and_when_it_is_woken() -> None:
    turns = Turns()
    loop = Loop("test", turns, turns.crashes.append)

    loop.start()
    await turns.reach(1)
    loop.wake()
    await turns.reach(2)
    await loop.stop()

    assert turns.count == 2


async def test_a_loop_takes_a_turn_when_the_time_that_the_last_one_named_is_over() -> None:
    turns = Turns(0.001)
    loop = Loop("test", turns, turns.crashes.append)

    loop.start()
    await turns.reach(2)
    await loop.stop()

    assert turns.count == 2


async def test_a_turn_that_raises_is_heard_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looping, "AFTER_FAULT_S", 0.001)
    error = OSError("disk")
    turns = Turns(error)
    loop = Loop("test", turns, turns.crashes.append)

    loop.start()
    await turns.reach(2)
    await loop.stop()

    assert turns.crashes == [error]


async def test_stopping_waits_for_the_turn_that_has_begun() -> None:
    begun, go_on, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def turn() -> None:
        begun.set()
        await go_on.wait()
        ended.set()

    loop = Loop("test", turn, lambda _error: None)
    loop.start()
    await begun.wait()
    stopping = asyncio.create_task(loop.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping

    assert ended.is_set()


async def test_finishing_takes_one_more_turn_for_what_came_in_before() -> None:
    turns = Turns()
    loop = Loop("test", turns, turns.crashes.append)

    loop.start()
    await turns.reach(1)
    loop.wake()
    await loop.finish()

    assert turns.count >= 2


async def test_a_loop_that_never_started_can_be_stopped() -> None:
    turns = Turns()

    await Loop("test", turns, turns.crashes.append).stop()

    assert turns.count == 0
