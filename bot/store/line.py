"""Who waits, and what comes first. Each function works within the transaction of its connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, select, text

from bot.jobs import JobId
from bot.modes import Mode
from bot.people import Place
from bot.store import switches
from bot.store.tables import jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A waiting job: its cost and `work`, the cost of all that waits before it (megapixel-steps).

    `ahead` counts all jobs that come first, those on a device included.
    """

    job_id: JobId
    place: Place
    ahead: int
    work: float
    cost: float


@dataclass(frozen=True, slots=True)
class Line:
    """The queue at one moment: `on_device` are the jobs that are painted, with their cost; `waiting` some that wait."""

    mode: Mode
    on_device: Mapping[JobId, float]
    waiting: tuple[Standing, ...]


HEAD = """
SELECT id, cost, place_platform, place_id, place_private
  FROM jobs WHERE state = 'queued' ORDER BY turn, seq LIMIT :limit
"""
"""An index walked from its beginning; one row read for each job told of."""

BEFORE = """
SELECT count(*) AS jobs, coalesce(sum(cost), 0) AS work
  FROM jobs WHERE state = 'queued' AND (turn, seq) < (:turn, :seq)
"""
"""Walks the index up to there: some 5 ms for ten thousand who come first."""

ON_DEVICE = "SELECT id, cost FROM jobs WHERE state = 'painting' ORDER BY seq"


def head(connection: Connection, limit: int) -> Line:
    """The next `limit` jobs."""
    on_device = _on_device(connection)
    rows = connection.execute(text(HEAD), {"limit": limit}).all()
    work = accumulate((row.cost for row in rows), initial=0.0)
    waiting = (
        _standing(row, len(on_device) + number, before)
        for number, (row, before) in enumerate(zip(rows, work, strict=False))
    )
    return Line(switches.mode(connection), on_device, tuple(waiting))


def around(connection: Connection, job_id: JobId) -> Line:
    """The queue with that job for the only one that waits; with none where it does not wait."""
    on_device, mode = _on_device(connection), switches.mode(connection)
    mine = select(jobs).where(jobs.c.id == job_id, jobs.c.state == "queued")
    row = connection.execute(mine).one_or_none()
    if row is None:
        return Line(mode, on_device, ())
    before = connection.execute(text(BEFORE), {"turn": row.turn, "seq": row.seq}).one()
    return Line(mode, on_device, (_standing(row, len(on_device) + before.jobs, before.work),))


def _on_device(connection: Connection) -> dict[JobId, float]:
    return {JobId(row.id): row.cost for row in connection.execute(text(ON_DEVICE))}


def _standing(row: Any, ahead: int, work: float) -> Standing:
    place = Place(row.place_platform, row.place_id, private=bool(row.place_private))
    return Standing(job_id=JobId(row.id), place=place, ahead=ahead, work=work, cost=row.cost)
