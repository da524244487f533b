"""What is finished and still to be shown: one row a job, so that a result is painted once and shown until it is seen.

Each function works within the transaction of its connection.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, insert, select, update

from bot.errors import Problem
from bot.jobs import JobId
from bot.people import Platform
from bot.store.rows import PROBLEM, text_of
from bot.store.tables import jobs, outbox


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished job that is to be shown from `due_at` (unix seconds) on; `attempts` to show it have failed."""

    job_id: JobId
    due_at: float
    attempts: int


def add(connection: Connection, job_id: JobId, now: float) -> None:
    """To be shown at once."""
    platform = select(jobs.c.place_platform).where(jobs.c.id == job_id).scalar_subquery()
    connection.execute(insert(outbox).values(job_id=job_id, platform=platform, state="pending", due_at=now, attempts=0))


def pending(connection: Connection, platform: Platform, now: float, limit: int) -> list[Entry]:
    """What is due, longest waiting first."""
    due = (
        select(outbox.c.job_id, outbox.c.due_at, outbox.c.attempts)
        .where(outbox.c.state == "pending", outbox.c.platform == platform, outbox.c.due_at <= now)
        .order_by(outbox.c.due_at)
        .limit(limit)
    )
    return [Entry(JobId(row.job_id), row.due_at, row.attempts) for row in connection.execute(due)]


def entry(connection: Connection, job_id: JobId) -> Entry | None:
    """What is still to be shown of a job, due or not."""
    mine = select(outbox.c.job_id, outbox.c.due_at, outbox.c.attempts).where(
        outbox.c.job_id == job_id, outbox.c.state == "pending"
    )
    row = connection.execute(mine).one_or_none()
    return None if row is None else Entry(JobId(row.job_id), row.due_at, row.attempts)


def next_due(connection: Connection, platform: Platform, now: float) -> float | None:
    """When the next entry that is not due yet will be, in unix seconds."""
    later = select(func.min(outbox.c.due_at)).where(
        outbox.c.state == "pending", outbox.c.platform == platform, outbox.c.due_at > now
    )
    due: float | None = connection.execute(later).scalar_one()
    return due


def shown(connection: Connection, job_id: JobId, now: float) -> None:
    """The person has it."""
    connection.execute(update(outbox).where(outbox.c.job_id == job_id).values(state="shown", shown_at=now))


def postpone(connection: Connection, job_id: JobId, until: float, *, failed: bool) -> None:
    """To be shown at `until`; `failed` counts an attempt."""
    attempts = outbox.c.attempts + (1 if failed else 0)
    connection.execute(update(outbox).where(outbox.c.job_id == job_id).values(due_at=until, attempts=attempts))


def hurry(connection: Connection, latest: float) -> None:
    """Nothing is due later than that: whoever said so had another clock."""
    later = update(outbox).where(outbox.c.state == "pending", outbox.c.due_at > latest)
    connection.execute(later.values(due_at=latest))


def undeliverable(connection: Connection, job_id: JobId, problem: Problem) -> None:
    """Nobody is there to see it."""
    values = {"state": "undeliverable", "problem": text_of(PROBLEM, problem)}
    connection.execute(update(outbox).where(outbox.c.job_id == job_id).values(values))


def settled(connection: Connection, job_id: JobId | None) -> bool:
    """Whether this job, or every job, is finished and needs no showing any more."""
    unfinished = exists().where(jobs.c.state.in_(("queued", "painting")))
    unseen = exists().where(outbox.c.state == "pending")
    if job_id is not None:
        unfinished = unfinished.where(jobs.c.id == job_id)
        unseen = unseen.where(outbox.c.job_id == job_id)
    return not connection.execute(select(unfinished | unseen)).scalar_one()
