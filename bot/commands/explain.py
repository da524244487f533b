"""What was understood of a text, in one short message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.own import find
from bot.commands.studio import Studio
from bot.i18n import say
from bot.jobs import JobState
from bot.prompt import explain as plans


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainOptions:
    """Without a job: the newest one."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""


async def explain(context: Context, options: ExplainOptions, studio: Studio) -> Reply:
    """Raises NoSuchJob and NotYours."""
    person = await studio.store.person(context.account, context.locale)
    job = await find(studio, person, options.job, tuple(JobState))
    return Reply(plans.explain(job.plan, context.locale) or say(context.locale, "explain.nothing"))


EXPLAIN = Command("explain", ExplainOptions, explain)
