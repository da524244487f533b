"""What becomes of finished pictures that the safety check has looked at: shown, behind a veil, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.config import Settings
from bot.jobs import Done, Job
from bot.moderation import Outcome
from bot.rules import pictures_of
from bot.store import Ruling, Store

log = structlog.get_logger()


class PictureJudge:
    """Asks the place of the job, at the time its pictures are there. `clock` gives unix seconds."""

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float]) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock

    async def __call__(self, job: Job, done: Done) -> Outcome:
        """The outcome for all pictures of a job together; anything but to allow them is logged."""
        if max(done.unsafe, default=0.0) < self._settings.unsafe_from:
            return "allow"
        house, settings = await self._store.choices.house(job.place), self._settings
        outcome = house.pictures(pictures_of(settings, house.moderation(settings.moderation)))
        current = await self._store.job(job.id)
        if outcome != "allow" and current is not None:
            log.info("pictures moderated", job_id=job.id, outcome=outcome)
            at, person = self._clock(), current.person
            await self._store.rule(
                Ruling(at=at, person=person, place=job.place, what="picture", outcome=outcome, category="sexual")
            )
        return outcome


async def allow_all(_job: Job, _done: Done) -> Outcome:
    """Where nobody judges."""
    return "allow"
