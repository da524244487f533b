"""Whether everybody has their turn: while somebody waits, nobody else gets more than they do, but for a job at most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bot.jobs import JobId

EARLY = 1
"""Jobs by which somebody may be served before their turn."""


@dataclass
class _Waiting:
    """A job that waits. `own`: those of its person that may come before it, and itself; `others`: served meanwhile."""

    person: int
    own: set[JobId]
    others: Counter[int] = field(default_factory=Counter)


class Turns:
    """Told of every job that is taken and claimed, in that order; jobs have to cost the same. Raises AssertionError."""

    def __init__(self) -> None:
        self._waiting: dict[JobId, _Waiting] = {}

    def took(self, job: JobId, person: int) -> None:
        self._waiting[job] = _Waiting(person, {*self._of(person), job})

    def put_first(self, job: JobId, person: int) -> None:
        """Its person wants it before their others."""
        for waiting in self._of(person).values():
            waiting.own.add(job)

    def claimed(self, job: JobId, person: int) -> None:
        """Only the first time counts: what an engine lost is painted again at its old turn."""
        if self._waiting.pop(job, None) is None:
            return
        for late, waiting in self._waiting.items():
            if waiting.person != person:
                waiting.others[person] += 1
                assert waiting.others[person] <= len(waiting.own) + EARLY, late

    def left(self, job: JobId) -> None:
        """It waits no more."""
        self._waiting.pop(job, None)

    def _of(self, person: int) -> dict[JobId, _Waiting]:
        return {job: waiting for job, waiting in self._waiting.items() if waiting.person == person}
