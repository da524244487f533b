"""Edit what a picture was painted from: its text, the English it became, the prompt, what is left out, the seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option
from bot.commands.own import find
from bot.commands.queue import SEED_LIMIT, leave_room
from bot.commands.repaint import repaint
from bot.commands.studio import Studio
from bot.jobs import Job, JobState
from bot.plan import PromptPlan
from bot.prompt.edits import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class RewordOptions:
    """What is left out, or stands as it stood, stays: a form may be filled with what is there.

    An empty `negative` leaves nothing out; None is what was not given. Without a job: the newest one.
    """

    text: Annotated[str, Option(main=True, max_length=4000)] = ""
    english: Annotated[str, Option(max_length=4000)] = ""
    prompt: Annotated[str, Option(max_length=4000)] = ""
    negative: Annotated[str | None, Option(max_length=4000, blank=True)] = None
    seed: Annotated[int | None, Option(minimum=0, maximum=SEED_LIMIT - 1)] = None
    job: Annotated[str, Option(max_length=32)] = ""


async def reword(context: Context, options: RewordOptions, studio: Studio) -> Job:
    """Queue a job over the same photo; delivery tells the rest. Raises Refused."""
    person = await studio.store.person(context.account, context.locale)
    job = await find(studio, person, options.job, tuple(JobState))
    await leave_room(studio, context, person)
    address = await context.acknowledge()
    edit = edit_of(options, job.plan)
    seed = job.request.seed if options.seed is None else options.seed
    plan = await studio.planner.edit(job.plan, edit, seed=seed)
    return await repaint(studio, context, person, address, job, plan, edit.said, options.seed)


def edit_of(options: RewordOptions, plan: PromptPlan) -> Edit:
    """What the options change of a plan."""

    def changed(given: str | None, before: str) -> str | None:
        return None if given is None or given.strip() == before.strip() else given

    return Edit(
        text=changed(options.text or None, plan.text),
        english=changed(options.english or None, plan.english),
        prompt=changed(options.prompt or None, plan.prompt),
        negative=changed(options.negative, plan.negative_prompt),
    )


REWORD = Command("reword", RewordOptions, reword, public=True)
