"""What became of what was asked for: counts and times. Each function works within the transaction of its connection."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import Connection, text

from bot.estimates import Measured
from bot.people import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Of some time; medians in seconds, None where there was nothing to measure.

    `waiting`, `painting`, `unshown` (finished, not seen yet) and `oldest_s` (how long the longest has waited) are of
    now. `ended` counts by task, then by state; `problems` by key. `people` asked for something.
    """

    waiting: int
    painting: int
    unshown: int
    oldest_s: float
    people: int
    ended: Mapping[str, Mapping[str, int]]
    problems: Mapping[str, int]
    undeliverable: int
    waited_s: float | None
    painted_s: float | None
    shown_s: float | None

    def count(self, state: str) -> int:
        """Jobs of any task that ended so."""
        return sum(states.get(state, 0) for states in self.ended.values())


NOW = """
SELECT (SELECT count(*) FROM jobs WHERE state = 'queued') AS waiting,
       (SELECT count(*) FROM jobs WHERE state = 'painting') AS painting,
       (SELECT count(*) FROM outbox WHERE state = 'pending') AS unshown,
       (SELECT min(queued_at) FROM jobs WHERE state = 'queued') AS oldest
"""

ENDED = """
SELECT iif(json_valid(request), json_extract(request, '$.task'), '') AS task, jobs.state, person, queued_at, started_at,
       finished_at, jobs.problem, outbox.state AS shown, outbox.shown_at
  FROM jobs LEFT JOIN outbox ON outbox.job_id = jobs.id
 WHERE finished_at > 0 AND finished_at >= :since AND (:person IS NULL OR person = :person)
 ORDER BY finished_at DESC LIMIT 20000
"""
"""Walks `jobs_finished` from its end. Of more than that many the newest are told."""

MEASURED = """
SELECT cost, seconds, finished_at, iif(json_valid(request), json_extract(request, '$.checkpoint'), '') AS checkpoint
  FROM jobs WHERE finished_at > 0 AND state = 'done' ORDER BY finished_at DESC LIMIT :limit
"""


def tally(connection: Connection, now: float, since: float, person: PersonId | None) -> Tally:
    """What ended since then, of all or of one person; what is now is everybody's."""
    here = connection.execute(text(NOW)).one()
    rows = connection.execute(text(ENDED), {"since": since, "person": person}).all()
    return Tally(
        waiting=here.waiting,
        painting=here.painting,
        unshown=here.unshown,
        oldest_s=max(now - here.oldest, 0.0) if here.oldest else 0.0,
        people=len({row.person for row in rows}),
        ended=_ended(rows),
        problems=dict(Counter(json.loads(row.problem)["key"] for row in rows if row.problem)),
        undeliverable=sum(row.shown == "undeliverable" for row in rows),
        waited_s=_middle(row.started_at - row.queued_at for row in rows if row.started_at),
        painted_s=_middle(row.finished_at - row.started_at for row in rows if row.state == "done"),
        shown_s=_middle(row.shown_at - row.finished_at for row in rows if row.shown_at),
    )


def _ended(rows: Sequence[Any]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row.task, Counter())[row.state] += 1
    return {task: dict(states) for task, states in found.items()}


def _middle(seconds: Iterable[float]) -> float | None:
    """The median; what a clock that was set back would make negative is nothing."""
    values = [max(each, 0.0) for each in seconds]
    return median(values) if values else None


def measured(connection: Connection, checkpoint: str, limit: int) -> list[Measured]:
    """Of the newest `limit` painted jobs, those of a checkpoint."""
    rows = connection.execute(text(MEASURED), {"limit": limit})
    return [Measured(row.cost, row.seconds, row.finished_at) for row in rows if row.checkpoint == checkpoint]
