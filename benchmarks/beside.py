"""A process beside the bot: what plays a platform there takes no time from the bot, and measures from outside."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

PATIENCE_S = 10.0


@contextmanager
def beside(serve: Callable[[Connection], None]) -> Iterator[Connection]:
    """Our end of the pipe to a process that runs `serve` with the other end, until we close ours."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        server.join(PATIENCE_S)
