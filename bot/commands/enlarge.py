"""One of a job's pictures by itself, at its full size, with what can be done with that one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Attachment, Command, Context, Option, Reply
from bot.commands.own import find
from bot.commands.source import painted
from bot.commands.studio import Studio
from bot.delivery import show
from bot.jobs import JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class EnlargeOptions:
    """Without a job: the newest one that is done."""

    picture: Annotated[int, Option(main=True, minimum=1, maximum=4)] = 1
    job: Annotated[str, Option(max_length=32)] = ""


async def enlarge(context: Context, options: EnlargeOptions, studio: Studio) -> Reply:
    """Raises NoSuchJob, NotYours, NoPictureYet, BadOption and PictureGone."""
    person = await studio.store.person(context.account, context.locale)
    job = await find(studio, person, options.job, (JobState.DONE,))
    source = await painted(studio, job, options.picture)
    view = show.alone(job, options.picture, await studio.store.file(source.image), context.locale)
    (shown,) = view.pictures
    return Reply(view.headline, Attachment(shown.name, shown.data, veiled=view.spoiler, shared=True), view)


ENLARGE = Command("enlarge", EnlargeOptions, enlarge)
