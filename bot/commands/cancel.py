"""Stop one's own jobs, waiting or being painted; an owner of Hwaga may stop anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.own import find
from bot.commands.policy import owns
from bot.commands.studio import Studio
from bot.errors import NoSuchJob
from bot.i18n import say
from bot.jobs import Job, JobId, JobState

UNFINISHED = (JobState.QUEUED, JobState.PAINTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOptions:
    """Without a job: the newest one that is not finished. `all` stops all of one's own."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""
    all: Annotated[bool, Option()] = False


async def cancel(context: Context, options: CancelOptions, studio: Studio) -> Reply:
    """What it says is so when it is said. Raises NoSuchJob and NotYours."""
    if options.all:
        person = await studio.store.person(context.account, context.locale)
        waiting = await studio.store.jobs_of(person, UNFINISHED, limit=1000)
        stopped = [await studio.dispatcher.cancel(job.id) for job in waiting]
        return Reply(say(context.locale, "cancel.all", {"count": sum(stopped)}))
    job = await _meant(context, options.job, studio)
    if not await studio.dispatcher.cancel(job.id):
        return Reply(say(context.locale, "cancel.too_late"))
    discarded = studio.dispatcher.works_on(job.id)
    return Reply(say(context.locale, "cancel.discarded" if discarded else "cancel.stopped"))


async def _meant(context: Context, job_id: str, studio: Studio) -> Job:
    if job_id and owns(studio, context):
        job = await studio.store.job(JobId(job_id))
        if job is None:
            raise NoSuchJob(job_id)
        return job
    return await find(studio, await studio.store.person(context.account, context.locale), job_id, UNFINISHED)


CANCEL = Command("cancel", CancelOptions, cancel)
