"""What people have taken, as `bot.limits` counts it. Each function works within the transaction of its connection."""

from __future__ import annotations

from contextlib import suppress

from pydantic import ValidationError
from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.sqlite import insert

from bot.jobs import Job, JobId
from bot.limits import UNLIMITED, Debt, Limits, Usage, give_back, refusal, spend
from bot.people import PersonId, Place
from bot.requests import REQUEST, cost
from bot.store.tables import debts, jobs

USAGE = """
SELECT (SELECT count(*) FROM jobs WHERE person = :person AND state IN ('queued', 'painting')) AS waiting,
       (SELECT count(*) FROM jobs WHERE place_platform = :platform AND place_id = :place
           AND state IN ('queued', 'painting')) AS waiting_here,
       (SELECT queued_at FROM jobs WHERE person = :person ORDER BY seq DESC LIMIT 1) AS last_asked_at,
       (SELECT owed FROM debts WHERE person = :person) AS owed,
       (SELECT at FROM debts WHERE person = :person) AS at
"""
"""An index for each, so that a long history costs nothing."""


def usage(connection: Connection, person: PersonId, place: Place) -> Usage:
    values = {"person": person, "platform": place.platform, "place": place.id}
    row = connection.execute(text(USAGE), values).one()
    return Usage(
        waiting=row.waiting,
        waiting_here=row.waiting_here,
        last_asked_at=row.last_asked_at or 0.0,
        debt=Debt(row.owed or 0.0, row.at or 0.0),
    )


def admit(connection: Connection, job: Job, limits: Limits) -> None:
    """Charge the person for a job that is about to be queued. Raises Refused."""
    if limits == UNLIMITED:
        return
    took, price = usage(connection, job.person, job.place), cost(job.request)
    refused = refusal(limits, took, job.queued_at, price)
    if refused is not None:
        raise refused
    if limits.budget:
        debt = spend(took.debt, price, limits.refill_per_h, job.queued_at)
        _write(connection, job.person, debt, limits.refill_per_h)


def forgive(connection: Connection, job_id: JobId, now: float) -> None:
    """Give back what a job was charged for that came to nothing; of one that cannot be read it is not known."""
    mine = select(jobs.c.person, jobs.c.request, jobs.c.queued_at, debts.c.owed, debts.c.at, debts.c.refill_per_h)
    row = connection.execute(mine.join(debts, debts.c.person == jobs.c.person).where(jobs.c.id == job_id)).one_or_none()
    if row is None:
        return
    with suppress(ValidationError):
        price = cost(REQUEST.validate_json(row.request))
        debt = give_back(Debt(row.owed, row.at), price, row.queued_at, row.refill_per_h, now)
        _write(connection, PersonId(row.person), debt, row.refill_per_h)


def _write(connection: Connection, person: PersonId, debt: Debt, refill_per_h: float) -> None:
    row = {"person": person, "owed": debt.owed, "at": debt.at, "refill_per_h": refill_per_h}
    connection.execute(insert(debts).values(row).on_conflict_do_update(index_elements=[debts.c.person], set_=row))
