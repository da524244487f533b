"""The queue: who is next, and what becomes of a job. Each function works within the transaction of its connection."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import IllegalTransition, NoSuchJob
from bot.fairness import turn
from bot.jobs import LEGAL, Job, JobId, JobState
from bot.people import PersonId
from bot.requests import cost
from bot.store.rows import job_of, row_of
from bot.store.tables import jobs

CLAIM = """
UPDATE jobs SET state = 'painting', started_at = :now, attempts = attempts + 1
 WHERE seq = (SELECT seq FROM jobs WHERE state = 'queued' ORDER BY turn, seq LIMIT 1)
   AND (:only IS NULL OR id = :only)
RETURNING *
"""
"""Takes the job whose turn it is.

One statement, because between a SELECT and an UPDATE of two workers there is room for both to take the same job. The
inner SELECT says `state = 'queued'` as a literal, because SQLite uses a partial index only where it can prove that the
index's condition holds, and of a bound parameter it cannot. It orders by exactly the columns of `jobs_queue`, so the
head is the first entry of that index: no sort, no scan, the same time at ten jobs and at a hundred thousand. `only`
names the job that the caller has looked at: if a fairer one came in between, nothing is taken.
"""

UNFINISHED = (JobState.QUEUED.value, JobState.PAINTING.value)


async def enqueue(connection: AsyncConnection, job: Job) -> float:
    """Write a job and everything that belongs to it; returns its turn, see `bot.fairness`."""
    virtual_time = (await connection.execute(text("SELECT max(turn) FROM jobs WHERE attempts > 0"))).scalar()
    last_turn = (await connection.execute(_last_turn(job.person))).scalar()
    stamped = turn(virtual_time or 0.0, last_turn or 0.0, cost(job.request))
    await connection.execute(insert(jobs).values(row_of(job)).values(turn=stamped))
    return stamped


def _last_turn(person: PersonId) -> Any:
    """What a person cancelled in time took nothing of the device, and costs nothing."""
    took_a_turn = or_(jobs.c.attempts > 0, jobs.c.state == "queued")
    return select(jobs.c.turn).where(jobs.c.person == person, took_a_turn).order_by(jobs.c.turn.desc()).limit(1)


async def head(connection: AsyncConnection) -> Job | None:
    """The job whose turn it is."""
    first = text("SELECT * FROM jobs WHERE state = 'queued' ORDER BY turn, seq LIMIT 1")
    row = (await connection.execute(first)).mappings().one_or_none()
    return None if row is None else job_of(row)


async def claim(connection: AsyncConnection, now: float, only: JobId | None) -> Job | None:
    """See CLAIM."""
    row = (await connection.execute(text(CLAIM), {"now": now, "only": only})).mappings().one_or_none()
    return None if row is None else job_of(row)


async def move(connection: AsyncConnection, job_id: JobId, to: JobState, values: dict[str, Any]) -> bool:
    """Change a job's state, and `values` with it; False where it was there already.

    Raises IllegalTransition where `bot.jobs.LEGAL` has no such way, NoSuchJob.
    """
    sources = [state.value for state, targets in LEGAL.items() if to in targets]
    here = and_(jobs.c.id == job_id, jobs.c.state.in_(sources))
    moved = await connection.execute(update(jobs).where(here).values(values).values(state=to.value))
    if moved.rowcount:
        return True
    state = (await connection.execute(select(jobs.c.state).where(jobs.c.id == job_id))).scalar_one_or_none()
    if state is None:
        raise NoSuchJob(job_id)
    if state != to.value:
        raise IllegalTransition(job_id, state, to.value)
    return False


async def forgive(connection: AsyncConnection, job_id: JobId) -> None:
    """Take the last attempt off a job's count."""
    await connection.execute(update(jobs).where(jobs.c.id == job_id).values(attempts=jobs.c.attempts - 1))


async def readdress(connection: AsyncConnection, job_id: JobId, address: str) -> None:
    """`address` is JSON."""
    await connection.execute(update(jobs).where(jobs.c.id == job_id).values(address=address))


async def find(connection: AsyncConnection, job_id: JobId) -> Job | None:
    row = (await connection.execute(select(jobs).where(jobs.c.id == job_id))).mappings().one_or_none()
    return None if row is None else job_of(row)


async def of_person(
    connection: AsyncConnection, person: PersonId, states: Collection[JobState], limit: int
) -> list[Job]:
    """Newest first."""
    theirs = select(jobs).where(jobs.c.person == person, jobs.c.state.in_([state.value for state in states]))
    rows = await connection.execute(theirs.order_by(jobs.c.seq.desc()).limit(limit))
    return [job_of(row) for row in rows.mappings()]


async def unfinished(connection: AsyncConnection, person: PersonId) -> int:
    """How many of a person's jobs wait or are being painted."""
    theirs = select(func.count()).where(jobs.c.person == person, jobs.c.state.in_(UNFINISHED))
    return (await connection.execute(theirs)).scalar_one()


async def painting(connection: AsyncConnection) -> list[Job]:
    """Oldest first."""
    rows = await connection.execute(select(jobs).where(text("state = 'painting'")).order_by(jobs.c.seq))
    return [job_of(row) for row in rows.mappings()]


async def ahead(connection: AsyncConnection, job_id: JobId) -> int:
    """How many jobs come before a waiting one, those on a device included; 0 for one that does not wait."""
    mine = jobs.alias()
    before = (
        select(func.count())
        .select_from(jobs, mine)
        .where(
            mine.c.id == job_id,
            mine.c.state == "queued",
            or_(
                jobs.c.state == "painting",
                and_(text("jobs.state = 'queued'"), tuple_(jobs.c.turn, jobs.c.seq) < tuple_(mine.c.turn, mine.c.seq)),
            ),
        )
    )
    return (await connection.execute(before)).scalar_one()


LINE = """
SELECT id, (SELECT count(*) FROM jobs WHERE state = 'painting') AS on_device
  FROM jobs WHERE state = 'queued' ORDER BY turn, seq LIMIT :limit
"""


async def line(connection: AsyncConnection, limit: int) -> list[tuple[JobId, int]]:
    """The next `limit` jobs, each with how many come before it, those on a device included."""
    rows = await connection.execute(text(LINE), {"limit": limit})
    return [(JobId(row.id), row.on_device + index) for index, row in enumerate(rows)]
