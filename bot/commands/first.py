"""Have one's own jobs painted in another order, at nobody else's cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.line import state_of
from bot.commands.own import find
from bot.commands.studio import Studio
from bot.errors import NotWaiting
from bot.i18n import say
from bot.jobs import JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstOptions:
    """Without a job: the newest that waits."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""


async def first(context: Context, options: FirstOptions, studio: Studio) -> Reply:
    """Raises NoSuchJob, NotYours and NotWaiting."""
    person = await studio.store.person(context.account, context.locale)
    job = await find(studio, person, options.job, (JobState.QUEUED,))
    if not await studio.store.put_first(person, job.id):
        raise NotWaiting
    studio.delivery.wake()
    return Reply(say(context.locale, "first.done", {"state": await state_of(job, context.locale, studio)}))


FIRST = Command("first", FirstOptions, first)
