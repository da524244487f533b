"""A person's own jobs, and nobody else's."""

from __future__ import annotations

from collections.abc import Collection

from bot.commands.studio import Studio
from bot.errors import NoJobYet, NoSuchJob, NotYours
from bot.jobs import Job, JobId, JobState
from bot.people import PersonId


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
