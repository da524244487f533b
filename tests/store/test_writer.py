from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError

from bot.store import database as databases
from bot.store.database import Database

LIMIT_S = 30


def table(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE words (word TEXT UNIQUE)"))


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(tmp_path / "hwaga.db")
    await made.write(table)
    yield made
    made.close()


def put(word: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": word})
        if word.startswith("wrong"):
            raise ValueError(word)
        return word

    return work


async def words(database: Database) -> list[str]:
    return await database.read(lambda c: list(c.execute(text("SELECT word FROM words ORDER BY rowid")).scalars()))


@contextmanager
def held(database: Database) -> Iterator[None]:
    """The writer does nothing until the end of the block: what is written within waits."""
    go_on = threading.Event()
    database._writer._thread.submit(go_on.wait, LIMIT_S)
    yield
    go_on.set()


async def begun(*writes: Coroutine[Any, Any, str]) -> list[asyncio.Task[str]]:
    """They wait for the writer, in this order."""
    tasks = [asyncio.create_task(write) for write in writes]
    await asyncio.sleep(0)
    return tasks


@contextmanager
def commits(database: Database) -> Iterator[list[str]]:
    """Which engines committed within the block, in order."""
    seen = list[str]()
    for name, engine in (("durable", database._writing), ("quick", database._jotting)):
        event.listen(engine, "commit", lambda _, name=name: seen.append(name))
    yield seen


async def test_what_waits_is_written_in_one_transaction_in_its_order(database: Database) -> None:
    with commits(database) as seen:
        with held(database):
            tasks = await begun(*(database.write(put(f"{n}")) for n in range(20)))
        results = await asyncio.gather(*tasks)

    assert results == [f"{n}" for n in range(20)]
    assert await words(database) == results
    assert seen == ["durable"]


async def test_one_work_that_raises_takes_nothing_from_the_others(database: Database) -> None:
    with held(database):
        tasks = await begun(*(database.write(put(word)) for word in ("before", "wrong", "after", "before")))
    results = await asyncio.gather(*tasks, return_exceptions=True)

    assert [str(result) for result in results[:3]] == ["before", "wrong", "after"]
    assert "UNIQUE" in str(results[3])
    assert await words(database) == ["before", "after"]


async def test_what_is_jotted_waits_for_the_disk_only_beside_what_is_written(database: Database) -> None:
    with commits(database) as seen:
        with held(database):
            jotted = await begun(database.jot(put("a")), database.jot(put("b")))
        await asyncio.gather(*jotted)
        with held(database):
            mixed = await begun(database.jot(put("c")), database.write(put("d")))
        await asyncio.gather(*mixed)

    assert seen == ["quick", "durable"]


async def test_where_the_disk_fails_under_several_each_is_tried_alone(database: Database) -> None:
    failures = [sqlite3.OperationalError("disk I/O error")]

    def failing(connection: Connection) -> str:
        if failures:
            connection.exec_driver_sql("ROLLBACK")  # as SQLite does of itself, savepoints and all
            raise failures.pop()
        return put("failing")(connection)

    with held(database):
        tasks = await begun(*(database.write(work) for work in (put("before"), failing, put("after"))))
    results = await asyncio.gather(*tasks)

    assert results == ["before", "failing", "after"]
    assert await words(database) == results


async def test_who_leaves_before_their_turn_writes_nothing(database: Database) -> None:
    with held(database):
        stays, leaves = await begun(database.write(put("stays")), database.write(put("leaves")))
        leaves.cancel()
        await asyncio.sleep(0)
    await stays

    assert await words(database) == ["stays"]


async def test_under_somebody_elses_lock_all_who_wait_are_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_S", 0)
    database = Database(tmp_path / "hwaga.db")
    await database.write(table)
    other = sqlite3.connect(tmp_path / "hwaga.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with held(database):
        tasks = await begun(database.write(put("a")), database.write(put("b")))
    results = await asyncio.gather(*tasks, return_exceptions=True)
    other.close()

    assert [type(result) for result in results] == [OperationalError] * 2
    assert await database.write(put("c")) == "c"
    database.close()
