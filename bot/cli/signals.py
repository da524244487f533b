"""SIGTERM ends a command as Ctrl-C does, in order: by itself it would leave everything lying about.

It is not handed on as SIGINT, which who runs in the background of a script is told to ignore.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")


@contextmanager
def sigterm_as_ctrl_c() -> Iterator[None]:
    """Within, SIGTERM raises KeyboardInterrupt. In the main thread only."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def run(work: Coroutine[Any, Any, T]) -> T:
    """As asyncio.run, where SIGTERM cancels too. Raises KeyboardInterrupt once what was cancelled has tidied up."""
    try:
        return asyncio.run(_until_sigterm(work))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


async def _until_sigterm(work: Coroutine[Any, Any, T]) -> T:
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def cancel(_number: int, _frame: FrameType | None) -> None:
        if task is not None:
            loop.call_soon_threadsafe(task.cancel)

    before = signal.signal(signal.SIGTERM, cancel)
    try:
        return await work
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
