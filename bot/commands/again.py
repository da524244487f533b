"""Paint a job of one's own once more, with another seed: the same words and photo, as they were understood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from bot.commands.base import Command, Context, Option
from bot.commands.moderated import moderated
from bot.commands.own import find
from bot.commands.queue import SEED_LIMIT, leave_room, queue
from bot.commands.studio import Studio
from bot.engine.suited import offers_for, suited
from bot.jobs import Job, JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainOptions:
    """Without a job: the newest one."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""


async def again(context: Context, options: AgainOptions, studio: Studio) -> Job:
    """Queue a job; delivery tells the rest. Raises NoSuchJob, NotYours and Refused."""
    person = await studio.store.person(context.account, context.locale)
    job = await find(studio, person, options.job, tuple(JobState))
    await leave_room(studio, context, person)
    address = await context.acknowledge()
    spoiler = await moderated(studio, context, person, job.plan)
    request = replace(
        suited(job.request, offers_for(studio.backend, job.request)), seed=studio.random.randrange(SEED_LIMIT)
    )
    return await queue(studio, context, person, address, request, job.plan, spoiler=spoiler)


AGAIN = Command("again", AgainOptions, again, public=True)
