"""Stop one's own job, waiting or being painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.own import find
from bot.commands.studio import Studio
from bot.i18n import say
from bot.jobs import JobState

UNFINISHED = (JobState.QUEUED, JobState.PAINTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOptions:
    """Without a job: the newest one that is not finished."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""


async def cancel(context: Context, options: CancelOptions, studio: Studio) -> Reply:
    """Raises NoSuchJob and NotYours."""
    person = await studio.store.person(context.account, context.locale)
    job = await find(studio, person, options.job, UNFINISHED)
    stopped = await studio.dispatcher.cancel(job.id)
    return Reply(say(context.locale, "cancel.stopped" if stopped else "cancel.too_late"))


CANCEL = Command("cancel", CancelOptions, cancel)
