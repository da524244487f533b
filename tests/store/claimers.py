"""Processes that claim from one database: `python -m tests.store.claimers DATABASE PROCESSES`. Prints what they got."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bot.store.database import Database
from bot.store.queue import claim


async def work(path: Path) -> None:
    database = Database(path)
    while job := await database.jot(lambda c: claim(c, 1.0, None)):
        os.write(1, f"{os.getpid()} {job.id}\n".encode())  # short enough to be written at once
    database.close()


def main(path: Path, processes: int) -> int:
    """Forked before there is any thread: eight interpreters would be most of the test."""
    for _ in range(processes):
        if os.fork() == 0:
            asyncio.run(work(path))
            os._exit(0)
    return sum(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(processes))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
