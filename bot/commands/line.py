"""What one has waiting: places, times, and the numbers by which other commands know a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.cancel import UNFINISHED
from bot.commands.policy import owners_only
from bot.commands.studio import Studio
from bot.delivery import show
from bot.i18n import say
from bot.jobs import Job, JobState
from bot.people import Locale

LISTED = 10
"""What fits into a message of every platform."""
_TITLE = 40
"""Characters of a text by which a person knows it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOptions:
    """`everyone` is for owners: the jobs of all, next first."""

    everyone: Annotated[bool, Option(advanced=True)] = False


async def line(context: Context, options: LineOptions, studio: Studio) -> Reply:
    """Raises OwnersOnly."""
    if options.everyone:
        owners_only(studio, context)
        jobs = await _of_all(studio)
    else:
        person = await studio.store.person(context.account, context.locale)
        own = await studio.store.jobs_of(person, UNFINISHED, limit=1000)
        jobs = sorted(own, key=lambda job: (job.state != JobState.PAINTING, job.turn))
    if not jobs:
        return Reply(say(context.locale, "queue.empty"))
    rows = [await _row(number, job, context.locale, studio) for number, job in enumerate(jobs[:LISTED], 1)]
    if len(jobs) > LISTED:
        rows.append(say(context.locale, "queue.more", {"count": len(jobs) - LISTED}))
    return Reply("\n".join(rows))


async def _of_all(studio: Studio) -> list[Job]:
    line = await studio.store.watch.line(LISTED)
    ids = (*line.on_device, *(standing.job_id for standing in line.waiting))
    found = [await studio.store.job(job_id) for job_id in ids]
    return [job for job in found if job is not None and job.state in UNFINISHED]


async def _row(number: int, job: Job, locale: Locale, studio: Studio) -> str:
    state = await state_of(job, locale, studio)
    return say(locale, "queue.row", {"number": number, "title": title(job), "job": job.id, "state": state})


async def state_of(job: Job, locale: Locale, studio: Studio) -> str:
    """Where an unfinished job stands, as its own message says it."""
    forecast = studio.delivery.forecast
    if job.state == JobState.PAINTING:
        return show.paints(locale, forecast.done(job.id), await forecast.left(job))
    return show.waits(locale, await forecast.wait(job.id))


def title(job: Job) -> str:
    """By what a person knows the job again."""
    text = " ".join((job.plan.text or job.request.prompt).split())
    return f"{text[:_TITLE]}…" if len(text) > _TITLE else text


LINE = Command("queue", LineOptions, line)
