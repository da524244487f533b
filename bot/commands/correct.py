"""Change a picture in plain words: "모자만 빨갛게, 사람은 빼줘". What they do not mention stays, and the seed too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.again import AgainOptions, again
from bot.commands.base import Command, Context, Option
from bot.commands.own import find
from bot.commands.queue import leave_room
from bot.commands.repaint import repaint
from bot.commands.studio import Studio
from bot.errors import EmptyRequest
from bot.jobs import Job, JobState
from bot.prompt.orders import asks_again


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectOptions:
    """Without a job: the newest one."""

    text: Annotated[str, Option(main=True, max_length=4000)] = ""
    job: Annotated[str, Option(max_length=32)] = ""


async def correct(context: Context, options: CorrectOptions, studio: Studio) -> Job:
    """Queue a job over the same photo; delivery tells the rest. "Once more" is another seed. Raises Refused."""
    if not options.text.strip():
        raise EmptyRequest
    person = await studio.store.person(context.account, context.locale)
    job = await find(studio, person, options.job, tuple(JobState))
    if asks_again(options.text):
        return await again(context, AgainOptions(job=job.id), studio)
    await leave_room(studio, context, person)
    address = await context.acknowledge()
    plan = await studio.planner.correct(job.plan, options.text, seed=job.request.seed)
    return await repaint(studio, context, person, address, job, plan, options.text)


CORRECT = Command("correct", CorrectOptions, correct, public=True)
