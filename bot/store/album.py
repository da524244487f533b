"""A person's pictures: which they keep, where they are shown, and how they go."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Table, and_, delete, exists, func, insert, or_, select, text, update

from bot.errors import NotPainted
from bot.jobs import Job, JobId, JobState
from bot.people import Account, Address, PersonId, Place
from bot.preferences import Preferences
from bot.requests import Hash
from bot.store import queue, rulings
from bot.store.choices import preferences_of
from bot.store.database import Database
from bot.store.files import Files
from bot.store.linking import accounts_of
from bot.store.played import Part, forget_player, jobs_of_player, parts_of, sessions_of
from bot.store.rows import ADDRESS, text_of
from bot.store.rulings import Ruling
from bot.store.tables import METADATA, favourites, job_files, jobs, outbox, people, showings

GALLERY = """
SELECT * FROM jobs
 WHERE place_platform = :platform AND place_id = :place AND state = 'done' AND NOT spoiler AND results != '[]'
   AND NOT EXISTS (SELECT 1 FROM preferences AS chosen WHERE chosen.person = jobs.person
                      AND json_valid(chosen.value) AND NOT json_extract(chosen.value, '$.gallery'))
 ORDER BY seq DESC LIMIT :limit OFFSET :offset
"""
"""Walks `jobs_gallery` from its end, which only says so in the words of its own condition."""


@dataclass(frozen=True, slots=True)
class Page:
    """Finished jobs, newest first, and which of them are favourites; `total` counts those of all pages."""

    jobs: tuple[Job, ...]
    favourites: frozenset[JobId]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """What is kept of a person, jobs newest first; those that cannot be read are left out."""

    accounts: tuple[Account, ...]
    preferences: Preferences
    jobs: tuple[Job, ...]
    favourites: frozenset[JobId]
    rulings: tuple[Ruling, ...]
    parts: tuple[Part, ...] = ()
    """Of group sessions."""


class AlbumShelf:
    """A part of the store; one transaction a method, and files follow it."""

    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files

    async def page(self, person: PersonId, number: int, size: int, *, favourites_only: bool = False) -> Page:
        """`number` counts from 1."""
        return await self._database.read(lambda c: _page(c, person, number, size, favourites_only=favourites_only))

    async def of_place(self, place: Place, number: int, size: int) -> list[Job]:
        """What was painted there, newest first: nothing veiled, and of nobody who wants not to be in a gallery.

        `number` counts pages from 1.
        """
        values = {"platform": place.platform, "place": place.id, "limit": size, "offset": (number - 1) * size}

        def found(connection: Connection) -> list[Job]:
            return list(queue.readable(connection.execute(text(GALLERY), values).mappings()))

        return await self._database.read(found)

    async def favourite(self, person: PersonId, job_id: JobId, now: float) -> bool:
        """Make a job a favourite, or no longer one; returns whether it is one now."""
        return await self._database.write(lambda c: _favourite(c, person, job_id, now))

    async def show_again(self, job_id: JobId, address: Address, now: float) -> None:
        """Have a finished job shown there, too. Raises NotPainted."""
        await self._database.write(lambda c: _show_again(c, job_id, address, now))

    async def addresses(self, job: Job) -> tuple[Address, ...]:
        """Everywhere that a job was shown, the newest place first."""
        earlier = select(showings.c.address).where(showings.c.job == job.id).order_by(showings.c.id.desc())
        found = await self._database.read(lambda c: list(c.execute(earlier).scalars()))
        return (job.address, *map(ADDRESS.validate_json, found))

    async def forget(self, job_id: JobId) -> None:
        """Delete a job, whatever is kept of it, and the files that no other job needs."""
        await self._sweep(await self._database.write(lambda c: _forget(c, [job_id])))

    async def everything(self, person: PersonId) -> Everything:
        """What is kept of a person."""
        return await self._database.read(lambda c: _everything(c, person))

    async def sizes(self, names: Collection[Hash]) -> dict[Hash, int]:
        """In bytes, of those files that there are."""
        return await asyncio.to_thread(self._files.sizes, names)

    async def unfinished(self, person: PersonId) -> list[JobId]:
        """The jobs that keep a person from being erased: theirs, and those of their words in group sessions."""
        return await self._database.read(lambda c: _unfinished(c, person))

    async def sessions(self, person: PersonId) -> list[str]:
        """The ids of the group sessions that they have played in."""
        return await self._database.read(lambda c: sessions_of(c, person))

    async def erase(self, person: PersonId) -> bool:
        """Delete a person and all that is theirs; False, and nothing is, while a job of theirs has not ended."""
        files = await self._database.write(lambda c: _erase(c, person))
        await self._sweep(files or ())
        return files is not None

    async def _sweep(self, files: Collection[Hash]) -> None:
        """Once it is written that nobody needs them; in the writer's turn, so that nobody begins to meanwhile."""

        def removed(connection: Connection) -> None:
            needed = set(connection.execute(select(job_files.c.file).where(job_files.c.file.in_(files))).scalars())
            for name in files:
                if name not in needed:
                    self._files.remove(name)

        if files:
            await self._database.write(removed)


def _everything(connection: Connection, person: PersonId) -> Everything:
    theirs = queue.of_person(connection, person, tuple(JobState), sys.maxsize)
    kept = connection.execute(select(favourites.c.job).where(favourites.c.person == person)).scalars()
    return Everything(
        accounts=tuple(accounts_of(connection, person)),
        preferences=preferences_of(connection, person),
        jobs=tuple(theirs),
        favourites=frozenset(map(JobId, kept)),
        rulings=tuple(rulings.of_person(connection, person)),
        parts=tuple(part for part in parts_of(connection, person) if part.text or part.picture),
    )


def _unfinished(connection: Connection, person: PersonId) -> list[JobId]:
    """Of sessions, and their own."""
    played = jobs_of_player(connection, person)
    theirs = or_(jobs.c.person == person, jobs.c.id.in_(played))
    waiting = select(jobs.c.id).where(theirs, jobs.c.state.in_(("queued", "painting")))
    return [JobId(job_id) for job_id in connection.execute(waiting).scalars()]


def _erase(connection: Connection, person: PersonId) -> set[Hash] | None:
    """Returns the files that somebody else may need; None where nothing was done."""
    if _unfinished(connection, person):
        return None
    theirs = connection.execute(select(jobs.c.id).where(jobs.c.person == person)).scalars().all()
    files = _forget(connection, [*map(JobId, theirs), *jobs_of_player(connection, person)])
    forget_player(connection, person)
    _delete_all(connection, people, person)
    connection.execute(delete(people).where(people.c.id == person))
    return files


def _forget(connection: Connection, gone: Iterable[JobId]) -> set[Hash]:
    """Returns the files that they needed."""
    files: set[Hash] = set()
    for job_id in gone:
        named = select(job_files.c.file).where(job_files.c.job == job_id)
        files |= set(map(Hash, connection.execute(named).scalars()))
        _delete_all(connection, jobs, job_id)
        connection.execute(delete(jobs).where(jobs.c.id == job_id))
    return files


def _delete_all(connection: Connection, owner: Table, key: int | str) -> None:
    """What belongs to a row, in whichever table it is: so no new table can be forgotten here."""
    for table in METADATA.sorted_tables:
        for column in table.columns:
            if column.references(owner.c.id):
                connection.execute(delete(table).where(column == key))


def _favourite(connection: Connection, person: PersonId, job_id: JobId, now: float) -> bool:
    mine = and_(favourites.c.person == person, favourites.c.job == job_id)
    if connection.execute(delete(favourites).where(mine)).rowcount:
        return False
    connection.execute(insert(favourites).values(person=person, job=job_id, at=now))
    return True


def _show_again(connection: Connection, job_id: JobId, address: Address, now: float) -> None:
    job = queue.find(connection, job_id)
    if job is None or job.state != JobState.DONE or not job.results:
        raise NotPainted
    connection.execute(insert(showings).values(job=job_id, address=text_of(ADDRESS, job.address)))
    queue.readdress(connection, job_id, address)
    due = {"platform": address.platform, "state": "pending", "due_at": now, "attempts": 0, "problem": None}
    connection.execute(update(outbox).where(outbox.c.job_id == job_id).values(due))


def _page(connection: Connection, person: PersonId, number: int, size: int, *, favourites_only: bool) -> Page:
    finished = and_(jobs.c.person == person, jobs.c.state == JobState.DONE.value, jobs.c.results != "[]")
    if favourites_only:
        finished &= exists().where(favourites.c.job == jobs.c.id, favourites.c.person == person)
    total = connection.execute(select(func.count()).select_from(jobs).where(finished)).scalar_one()
    newest = select(jobs).where(finished).order_by(jobs.c.seq.desc()).limit(size).offset((number - 1) * size)
    found = tuple(queue.readable(connection.execute(newest).mappings()))
    kept = and_(favourites.c.person == person, favourites.c.job.in_([job.id for job in found]))
    known = connection.execute(select(favourites.c.job).where(kept)).scalars()
    return Page(found, frozenset(map(JobId, known)), total)
