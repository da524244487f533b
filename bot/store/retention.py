"""What is not kept for ever: results and people's photos, each for a time; and files that belong to no job."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, delete, select, text, update

from bot.requests import Hash
from bot.store.database import Database
from bot.store.files import Files
from bot.store.tables import films, job_files, jobs

NameT = TypeVar("NameT", bound=str)

AT_ONCE = 200
"""Jobs a transaction: whoever wants to write meanwhile waits for no more than that."""
LOST_S = 86_400.0
"""A file that has belonged to no job for so long belongs to none that is to come."""

_ENDED = """
    finished_at > 0 AND finished_at < :before
    AND NOT EXISTS (SELECT 1 FROM favourites WHERE favourites.job = jobs.id)
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.job_id = jobs.id AND outbox.state = 'pending')
"""
"""Long enough ago, nobody's favourite, and not still to be shown."""

RESULTS = "(results != '[]' OR EXISTS (SELECT 1 FROM films WHERE films.job = jobs.id))"
PHOTOS = """
    EXISTS (
        SELECT 1 FROM job_files WHERE job_files.job = jobs.id AND instr(jobs.results, job_files.file) = 0
           AND NOT EXISTS (SELECT 1 FROM films WHERE films.job = jobs.id AND films.file = job_files.file))
"""
"""Conditions for jobs: that there is something to let go of."""

_PAINTED = """
    (instr((SELECT results FROM jobs WHERE jobs.id = job_files.job), job_files.file) > 0
     OR job_files.file IN (SELECT films.file FROM films WHERE films.job = job_files.job))
"""
"""A file that a job made; the others were given to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """For how many seconds after the end of a job; 0 for ever. Favourites are kept with all that belongs to them."""

    results_s: float = 0.0
    photos_s: float = 0.0


class RetentionShelf:
    """A part of the store. Files go once it is written that no job needs them."""

    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files

    async def sweep(self, keep: Keep, now: float) -> int:
        """Let go of what is past its time, and of files that are nobody's; returns how many files went."""
        gone = 0
        if keep.results_s:
            gone += await self._let_go(RESULTS, _without_results, now - keep.results_s)
        if keep.photos_s:
            gone += await self._let_go(PHOTOS, _without_photos, now - keep.photos_s)
        return gone + await self._lost(now)

    async def _let_go(self, condition: str, work: Callable[[Connection, list[str]], list[Hash]], before: float) -> int:
        past = select(jobs.c.id).where(text(_ENDED).bindparams(before=before), text(condition))
        found = await self._database.read(lambda c: c.execute(past).scalars().all())

        def let_go(connection: Connection, batch: Sequence[str]) -> list[Hash]:
            """Looks again: somebody may have made it a favourite since."""
            return work(connection, list(connection.execute(past.where(jobs.c.id.in_(batch))).scalars()))

        gone = 0
        for batch in _batches(found):
            gone += await self._remove(await self._database.write(partial(let_go, batch=batch)))
        return gone

    async def _lost(self, now: float) -> int:
        """Photos of requests that were refused, and what a crash left."""
        old = await asyncio.to_thread(self._files.older_than, now - LOST_S)
        return sum([await self._remove(batch) for batch in _batches(old)])

    async def _remove(self, files: Sequence[Hash]) -> int:
        """In the writer's turn, so that no job begins to need one meanwhile."""

        def removed(connection: Connection) -> int:
            needed = set(connection.execute(select(job_files.c.file).where(job_files.c.file.in_(files))).scalars())
            return sum(self._files.remove(name) for name in files if name not in needed)

        return await self._database.write(removed) if files else 0


def _without_results(connection: Connection, ids: list[str]) -> list[Hash]:
    made = job_files.delete().where(job_files.c.job.in_(ids), text(_PAINTED)).returning(job_files.c.file)
    files = [Hash(name) for name in connection.execute(made).scalars()]
    connection.execute(delete(films).where(films.c.job.in_(ids)))
    connection.execute(update(jobs).where(jobs.c.id.in_(ids)).values(results="[]"))
    return files


def _without_photos(connection: Connection, ids: list[str]) -> list[Hash]:
    given = job_files.delete().where(job_files.c.job.in_(ids), text(f"NOT {_PAINTED}")).returning(job_files.c.file)
    return [Hash(name) for name in connection.execute(given).scalars()]


def _batches(names: Sequence[NameT]) -> Iterator[Sequence[NameT]]:
    for start in range(0, len(names), AT_ONCE):
        yield names[start : start + AT_ONCE]
