"""SQLite as the store uses it: one writer, readers that never wait for it, and migrations at the door.

A transaction is a function of a connection, and runs as a whole in a thread. An async driver would cross to its thread
and back for every cursor, statement and fetch, some fifteen times a transaction, and could be cancelled between any
two of them, with the lock held.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event

from bot.store.writer import Writer

BUSY_S = 30
"""How long a statement waits for somebody else's lock: a backup, or a curious owner with a shell."""
READERS = 2

T = TypeVar("T")


class Database:
    """Transactions on one SQLite file. What is written is on disk when `write` returns, and survives a power cut.

    A caller who is cancelled leaves at once; a transaction that has begun is carried through, one that waits is not
    begun. Belongs to one event loop.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # an engine each, with as many connections as threads, so that nobody waits for one
        self._reading = _engine(path, "BEGIN", READERS)
        self._writing = _engine(path, "BEGIN IMMEDIATE", 1)
        self._jotting = _engine(path, "BEGIN IMMEDIATE", 1, synchronous="NORMAL")
        self._readers = ThreadPoolExecutor(READERS, "store reader")
        # SQLite has one writer at a time anyway: the others queue here, in order, and do not fail there
        self._writer = Writer(self._writing, self._jotting)

    def migrate(self) -> None:
        """Bring the tables to the newest form, making them where there are none. Blocking."""
        engine = _engine(self._path, "BEGIN IMMEDIATE", 1, foreign_keys=False)  # to alter a table is to rebuild it
        try:
            with engine.begin() as connection:
                command.upgrade(migrations(connection), "head")
        finally:
            engine.dispose()

    def is_current(self) -> bool:
        """Whether the file is there, with its tables in the newest form. Blocking."""
        if not self._path.exists():
            return False
        with self._reading.begin() as connection:
            here = MigrationContext.configure(connection).get_current_revision()
            return here == ScriptDirectory.from_config(migrations(connection)).get_current_head()

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` finds in a snapshot."""

        def transaction() -> T:
            with self._reading.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._readers, transaction)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """All of what `work` does, or nothing where it raises. It has the lock from its beginning."""
        return await self._writer.do(work, durable=True)

    async def jot(self, work: Callable[[Connection], T]) -> T:
        """As `write`, but a power cut may undo it (a crash does not): without the wait for the disk, some 10 ms."""
        return await self._writer.do(work, durable=False)

    def close(self) -> None:
        """Wait for what has begun. Blocking, idempotent, and for good."""
        self._readers.shutdown()
        self._writer.close()
        self._reading.dispose()
        self._writing.dispose()
        self._jotting.dispose()


def migrations(connection: Connection) -> Config:
    """Alembic's configuration for the migrations in this package; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("bot.store") / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _engine(
    path: Path, begin: str, connections: int, *, synchronous: str = "FULL", foreign_keys: bool = True
) -> Engine:
    url = URL.create("sqlite", database=str(path))  # in a URL made of text, the path would need quoting
    engine = create_engine(url, pool_size=connections, max_overflow=0)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # Python's sqlite3 would begin too late, and not IMMEDIATE
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000}")
        cursor.execute(f"PRAGMA foreign_keys = {int(foreign_keys)}")
        cursor.close()

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine
