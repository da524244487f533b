"""Stop one's own job, waiting or being painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.studio import Studio
from bot.errors import NoSuchJob, NotYours
from bot.i18n import say
from bot.jobs import Job, JobId, JobState
from bot.people import PersonId

UNFINISHED = (JobState.QUEUED, JobState.PAINTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOptions:
    """Without a job: the newest one that is not finished."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""


async def cancel(context: Context, options: CancelOptions, studio: Studio) -> Reply:
    """Raises NoSuchJob and NotYours."""
    person = await studio.store.person(context.account, context.locale)
    job = await _find(options.job, person, studio)
    stopped = await studio.dispatcher.cancel(job.id)
    return Reply(say(context.locale, "cancel.stopped" if stopped else "cancel.too_late"))


async def _find(job_id: str, person: PersonId, studio: Studio) -> Job:
    if not job_id:
        for job in await studio.store.jobs_of(person, UNFINISHED, limit=1):
            return job
        raise NoSuchJob("")
    job = await studio.store.job(JobId(job_id))
    if job is None:
        raise NoSuchJob(job_id)
    if job.person != person:
        raise NotYours
    return job


CANCEL = Command("cancel", CancelOptions, cancel)
