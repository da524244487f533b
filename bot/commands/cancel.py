"""Stop one's own jobs, waiting or being painted; who manages a place stops any there, an owner of Hwaga anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.own import find
from bot.commands.policy import answers_for
from bot.commands.studio import Studio
from bot.i18n import say
from bot.jobs import Job, JobId, JobState
from bot.people import PersonId
from bot.store import Ruling

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
    person = await studio.store.person(context.account, context.locale)
    job = await _meant(context, options.job, person, studio)
    if not await studio.dispatcher.cancel(job.id):
        return Reply(say(context.locale, "cancel.too_late"))
    if job.person != person:
        await _log(context, job, person, studio)
    discarded = studio.dispatcher.works_on(job.id)
    return Reply(say(context.locale, "cancel.discarded" if discarded else "cancel.stopped"))


async def _meant(context: Context, job_id: str, person: PersonId, studio: Studio) -> Job:
    """Raises NoSuchJob and NotYours."""
    job = await studio.store.job(JobId(job_id)) if job_id else None
    if job is not None and job.person != person and await answers_for(studio, context, job):
        return job
    return await find(studio, person, job_id, UNFINISHED)


async def _log(context: Context, job: Job, person: PersonId, studio: Studio) -> None:
    at, place = studio.clock(), context.place
    await studio.store.rule(Ruling(at=at, person=person, place=place, what="job", outcome="stopped", category=job.id))


CANCEL = Command("cancel", CancelOptions, cancel)
