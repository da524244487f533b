"""A person's own jobs, and nobody else's."""

from __future__ import annotations

from collections.abc import Collection

from bot.commands.base import Completion
from bot.commands.studio import Studio
from bot.errors import NoJobYet, NoSuchJob, NotForOthers, NotYours
from bot.i18n.initials import found_by
from bot.jobs import Job, JobId, JobState
from bot.people import Account, Locale, PersonId

LOOKED_THROUGH = 50
"""The newest jobs that are found by what was typed."""


async def find(studio: Studio, person: PersonId, job_id: str, states: Collection[JobState]) -> Job:
    """The job of that id, else the person's newest in one of `states`. Raises NoSuchJob and NotYours."""
    if not job_id:
        for newest in await studio.store.jobs_of(person, states, limit=1):
            return newest
        raise NoJobYet("")
    job = await studio.store.job(JobId(job_id))
    if job is None:
        raise NoSuchJob(job_id)
    if job.person != person:
        raise NotYours
    return job


async def refuse_unless_open(studio: Studio, account: Account, locale: Locale, job_id: JobId) -> None:
    """Where its picture is at hand for everybody, like in a chat. Raises NotForOthers."""
    job, person = await studio.store.job(job_id), await studio.store.person(account, locale)
    if job is not None and job.person != person and not (await studio.store.choices.preferences(job.person)).remix:
        raise NotForOthers


async def complete_job(studio: Studio, account: Account, locale: Locale, typed: str) -> list[Completion]:
    """A person's own jobs by the text that they were asked for with, newest first."""
    person = await studio.store.person(account, locale)
    jobs = await studio.store.jobs_of(person, limit=LOOKED_THROUGH)
    named = [Completion(job.id, job.plan.text.strip() or job.plan.prompt or job.id) for job in jobs]
    return [one for one in named if found_by(typed, one.label) or one.value.startswith(typed)]
