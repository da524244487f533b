"""What is finished and still to be shown: one row a job, so that a result is painted once and shown until it is seen.

Each function works within the transaction of its connection.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

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


async def add(connection: AsyncConnection, job_id: JobId, now: float) -> None:
    """To be shown at once."""
    platform = select(jobs.c.place_platform).where(jobs.c.id == job_id).scalar_subquery()
    await connection.execute(
        insert(outbox).values(job_id=job_id, platform=platform, state="pending", due_at=now, attempts=0)
    )


async def pending(connection: AsyncConnection, platform: Platform, now: float, limit: int) -> list[Entry]:
    """What is due, longest waiting first."""
    due = (
        select(outbox.c.job_id, outbox.c.due_at, outbox.c.attempts)
        .where(outbox.c.state == "pending", outbox.c.platform == platform, outbox.c.due_at <= now)
        .order_by(outbox.c.due_at)
        .limit(limit)
    )
    return [Entry(JobId(row.job_id), row.due_at, row.attempts) for row in await connection.execute(due)]


async def next_due(connection: AsyncConnection, platform: Platform, now: float) -> float | None:
    """When the next entry that is not due yet will be, in unix seconds."""
    later = select(func.min(outbox.c.due_at)).where(
        outbox.c.state == "pending", outbox.c.platform == platform, outbox.c.due_at > now
    )
    due: float | None = (await connection.execute(later)).scalar_one()
    return due


async def shown(connection: AsyncConnection, job_id: JobId) -> None:
    """The person has it."""
    await connection.execute(update(outbox).where(outbox.c.job_id == job_id).values(state="shown"))


async def postpone(connection: AsyncConnection, job_id: JobId, until: float, *, failed: bool) -> None:
    """To be shown at `until`; `failed` counts an attempt."""
    attempts = outbox.c.attempts + (1 if failed else 0)
    await connection.execute(update(outbox).where(outbox.c.job_id == job_id).values(due_at=until, attempts=attempts))


async def undeliverable(connection: AsyncConnection, job_id: JobId, problem: Problem) -> None:
    """Nobody is there to see it."""
    values = {"state": "undeliverable", "problem": text_of(PROBLEM, problem)}
    await connection.execute(update(outbox).where(outbox.c.job_id == job_id).values(values))


async def settled(connection: AsyncConnection, job_id: JobId | None) -> bool:
    """Whether this job, or every job, is finished and needs no showing any more."""
    unfinished = exists().where(jobs.c.state.in_(("queued", "painting")))
    unseen = exists().where(outbox.c.state == "pending")
    if job_id is not None:
        unfinished = unfinished.where(jobs.c.id == job_id)
        unseen = unseen.where(outbox.c.job_id == job_id)
    return not (await connection.execute(select(unfinished | unseen))).scalar_one()
