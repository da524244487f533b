"""SQLite as the store uses it: one writer, readers that never wait for it, and migrations at the door."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from importlib import resources
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_S = 30
"""How long a statement waits for somebody else's lock: a backup, or a curious owner with a shell."""


class Database:
    """Transactions on one SQLite file. A write transaction is on disk when it ends, even through a power cut."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._readers = _engine(path, None, pool_size=2)
        # SQLite has one writer at a time anyway: a pool of one makes the others queue here, in order, not fail there
        self._writer = _engine(path, "BEGIN IMMEDIATE", pool_size=1)

    def migrate(self) -> None:
        """Bring the tables to the newest form, making them where there are none. Blocking."""
        engine = create_engine(URL.create("sqlite", database=str(self._path)))
        _configure(engine, "BEGIN IMMEDIATE", foreign_keys=False)  # altering a table rebuilds it under its references
        try:
            with engine.begin() as connection:
                command.upgrade(migrations(connection), "head")
        finally:
            engine.dispose()

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Each statement sees its own snapshot."""
        return self._readers.begin()

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """All or nothing. The lock is taken at the beginning, so no statement in it can fail for being late."""
        return self._writer.begin()

    async def close(self) -> None:
        """Idempotent."""
        await self._readers.dispose()
        await self._writer.dispose()


def migrations(connection: Connection) -> Config:
    """Alembic's configuration for the migrations in this package; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("bot.store") / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _engine(path: Path, begin: str | None, pool_size: int) -> AsyncEngine:
    url = URL.create("sqlite+aiosqlite", database=str(path))  # in a URL made of text, the path would need quoting
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=BUSY_S,
        pool_reset_on_return="rollback" if begin else None,  # a trip to the thread that readers need not take
    )
    _configure(engine.sync_engine, begin, foreign_keys=True)
    return engine


def _configure(engine: Engine, begin: str | None, *, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # Python's sqlite3 would begin too late, and not IMMEDIATE
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000}")
        cursor.execute(f"PRAGMA foreign_keys = {int(foreign_keys)}")
        cursor.close()

    if begin is not None:
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
