"""Take a picture away, from the chat and from the store: one's own, or one in a place that one manages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.policy import answers_for
from bot.commands.studio import Studio
from bot.errors import NoSuchJob, NotYours, WhichJob
from bot.i18n import say
from bot.jobs import Job, JobId
from bot.people import PersonId
from bot.store import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteOptions:
    """The job is asked for: what is gone does not come back."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""


async def delete(context: Context, options: DeleteOptions, studio: Studio) -> Reply:
    """Raises WhichJob, NoSuchJob and NotYours."""
    if not options.job.strip():
        raise WhichJob
    job = await studio.store.job(JobId(options.job.strip()))
    if job is None:
        raise NoSuchJob(options.job.strip())
    person = await studio.store.person(context.account, context.locale)
    if job.person != person:
        await _answer_for(context, job, person, studio)
    left = await gone(job, studio)
    return Reply(say(context.locale, "delete.still_shown" if left else "delete.done"))


async def gone(job: Job, studio: Studio) -> int:
    """Stop, hide and forget a job; returns in how many places its message stays, because the platform says so."""
    await studio.dispatcher.cancel(job.id)
    left = await studio.delivery.take_away(job, await studio.store.album.addresses(job))
    await studio.store.album.forget(job.id)
    return left


async def _answer_for(context: Context, job: Job, person: PersonId, studio: Studio) -> None:
    """Somebody else's picture, taken away by who may. Raises NotYours."""
    if not await answers_for(studio, context, job):
        raise NotYours
    at = studio.clock()
    await studio.store.rule(
        Ruling(at=at, person=person, place=context.place, what="picture", outcome="deleted", category=job.id)
    )


DELETE = Command("delete", DeleteOptions, delete)
