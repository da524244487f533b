"""The queue: who is next, and what becomes of a job. Each function works within the transaction of its connection."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import structlog
from sqlalchemy import Connection, RowMapping, and_, insert, or_, select, text, update

from bot.errors import EngineDied, IllegalTransition, NoSuchJob, PicturesModerated, UnreadableJob
from bot.fairness import rearranged, turn
from bot.jobs import LEGAL, MAX_RECLAIMS, Failed, Job, JobId, JobState, Queued
from bot.limits import Limits
from bot.people import Address, PersonId
from bot.requests import cost
from bot.store import allowance, outbox, switches
from bot.store.rows import ADDRESS, PROBLEM, job_of, row_of, text_of
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
CLAIM_SHORT = CLAIM.replace("state = 'queued'", "state = 'queued' AND short")
"""The same among the short jobs: their head is the first entry of `jobs_short`."""

DIED = EngineDied().problem
_REFUSED = text_of(PROBLEM, PicturesModerated().problem)

log = structlog.get_logger()


def enqueue(connection: Connection, job: Job, limits: Limits) -> Job:
    """Write a job and everything that belongs to it; returns it with its turn, see `bot.fairness`. Raises Refused."""
    switches.admit(connection)
    allowance.admit(connection, job, limits)
    virtual_time = connection.execute(text("SELECT max(turn) FROM jobs WHERE attempts > 0")).scalar()
    last_turn = connection.execute(_last_turn(job.person)).scalar()
    stamped = turn(virtual_time or 0.0, last_turn or 0.0, cost(job.request))
    connection.execute(insert(jobs).values(row_of(job)).values(turn=stamped))
    return replace(job, turn=stamped)


def _last_turn(person: PersonId) -> Any:
    """What a person cancelled in time took nothing of the device, and costs nothing."""
    took_a_turn = or_(jobs.c.attempts > 0, jobs.c.state == "queued")
    return select(jobs.c.turn).where(jobs.c.person == person, took_a_turn).order_by(jobs.c.turn.desc()).limit(1)


def head(connection: Connection, *, short: bool = False) -> Job | None:
    """The job whose turn it is, or that of the short ones; in a paused house it is nobody's."""
    if switches.mode(connection) == "paused":
        return None
    waiting = "state = 'queued' AND short" if short else "state = 'queued'"
    first = text(f"SELECT * FROM jobs WHERE {waiting} ORDER BY turn, seq LIMIT 1")  # noqa: S608 - two literals
    row = connection.execute(first).mappings().one_or_none()
    return None if row is None else job_of(row)


def claim(connection: Connection, now: float, only: JobId | None, *, short: bool = False) -> Job | None:
    """See CLAIM. In a paused house nobody is taken, also where the caller looked before the pause."""
    if switches.mode(connection) == "paused":
        return None
    query = text(CLAIM_SHORT if short else CLAIM)
    row = connection.execute(query, {"now": now, "only": only}).mappings().one_or_none()
    return None if row is None else job_of(row)


def move(connection: Connection, job_id: JobId, to: JobState, values: dict[str, Any]) -> bool:
    """Change a job's state, and `values` with it; False where it was there already.

    Raises IllegalTransition where `bot.jobs.LEGAL` has no such way, NoSuchJob.
    """
    sources = [state.value for state, targets in LEGAL.items() if to in targets]
    here = and_(jobs.c.id == job_id, jobs.c.state.in_(sources))
    moved = connection.execute(update(jobs).where(here).values(values).values(state=to.value))
    if moved.rowcount:
        return True
    state = connection.execute(select(jobs.c.state).where(jobs.c.id == job_id)).scalar_one_or_none()
    if state is None:
        raise NoSuchJob(job_id)
    if state != to.value:
        raise IllegalTransition(job_id, state, to.value)
    return False


def end(connection: Connection, job_id: JobId, state: JobState, now: float, values: dict[str, Any]) -> bool:
    """Move a job to its end, to be shown from `now` on; see `move`. What came to nothing costs nothing.

    A picture that is refused was painted all the same: it costs what it took.
    """
    moved = move(connection, job_id, state, {**values, "finished_at": now})
    if not moved:
        return False
    outbox.add(connection, job_id, now)
    started = connection.execute(select(jobs.c.attempts).where(jobs.c.id == job_id)).scalar_one()
    refused = values.get("problem") == _REFUSED
    if (state == JobState.FAILED and not refused) or (state == JobState.STOPPED and not started):
        allowance.forgive(connection, job_id, now)
    return True


def requeue(connection: Connection, job_id: JobId, *, forgiven: bool) -> None:
    """Back to the queue at its old turn; `forgiven` takes the last attempt off its count. See `move`."""
    attempts = jobs.c.attempts - (1 if forgiven else 0)
    move(connection, job_id, JobState.QUEUED, {"started_at": 0.0, "attempts": attempts})


def reclaim(connection: Connection, now: float, running: Collection[JobId]) -> list[Queued | Failed]:
    """Take back what is PAINTING and not `running`; returns what became of each.

    The bot died and not the engine, so the attempt is forgiven; the reclaim counts instead.
    """
    painting = select(jobs.c.id, jobs.c.reclaims).where(text("state = 'painting'")).order_by(jobs.c.seq)
    left = {JobId(row.id): row.reclaims for row in connection.execute(painting) if row.id not in running}
    for job_id, reclaims in left.items():
        if reclaims < MAX_RECLAIMS:
            connection.execute(update(jobs).where(jobs.c.id == job_id).values(reclaims=reclaims + 1))
            requeue(connection, job_id, forgiven=True)
        else:
            end(connection, job_id, JobState.FAILED, now, {"problem": text_of(PROBLEM, DIED)})
    return [
        Queued(job_id, ahead(connection, job_id)) if reclaims < MAX_RECLAIMS else Failed(job_id, DIED)
        for job_id, reclaims in left.items()
    ]


def readdress(connection: Connection, job_id: JobId, address: Address) -> None:
    """A job's answer goes there from now on."""
    connection.execute(update(jobs).where(jobs.c.id == job_id).values(address=text_of(ADDRESS, address)))


def find(connection: Connection, job_id: JobId) -> Job | None:
    row = connection.execute(select(jobs).where(jobs.c.id == job_id)).mappings().one_or_none()
    return None if row is None else job_of(row)


def of_person(connection: Connection, person: PersonId, states: Collection[JobState], limit: int) -> list[Job]:
    """Newest first, without those that cannot be read: one damaged row hides no other."""
    theirs = select(jobs).where(jobs.c.person == person, jobs.c.state.in_([state.value for state in states]))
    with connection.execute(theirs.order_by(jobs.c.seq.desc())) as rows:
        return list(islice(readable(rows.mappings()), limit))


def readable(rows: Iterable[RowMapping]) -> Iterator[Job]:
    """The jobs of rows of `jobs`, without those that cannot be read."""
    for row in rows:
        try:
            yield job_of(row)
        except UnreadableJob as error:
            log.warning("job unreadable", job_id=error.job_id)


AHEAD = """
SELECT (SELECT count(*) FROM jobs WHERE state = 'painting')
     + (SELECT count(*) FROM jobs WHERE state = 'queued' AND (turn, seq) < (mine.turn, mine.seq))
  FROM jobs AS mine WHERE mine.id = :job_id AND mine.state = 'queued'
"""
"""Two counts and no OR between them, so that each walks an index of its own and no row."""


def ahead(connection: Connection, job_id: JobId) -> int:
    """How many jobs come before a waiting one, those on a device included; 0 for one that does not wait."""
    return connection.execute(text(AHEAD), {"job_id": job_id}).scalar_one_or_none() or 0


def put_first(connection: Connection, person: PersonId, job_id: JobId) -> bool:
    """Bring a waiting job of a person before their others, at nobody else's cost; False where it does not wait."""
    theirs = select(jobs.c.id, jobs.c.turn, jobs.c.cost).where(jobs.c.person == person, text("state = 'queued'"))
    waiting = connection.execute(theirs.order_by(jobs.c.turn, jobs.c.seq)).all()
    order = sorted(range(len(waiting)), key=lambda index: waiting[index].id != job_id)
    if not waiting or waiting[order[0]].id != job_id:
        return False
    for index, new in zip(order, rearranged([(row.turn, row.cost) for row in waiting], order), strict=True):
        connection.execute(update(jobs).where(jobs.c.id == waiting[index].id).values(turn=new))
    return True
