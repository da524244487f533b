"""How a picture came to be: its previews and itself as a GIF."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from bot import images
from bot.commands.base import Attachment, Command, Context, Option, Reply
from bot.commands.own import find
from bot.commands.studio import Studio
from bot.errors import NoFilm
from bot.i18n import say
from bot.jobs import JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelapseOptions:
    """Without a job: the newest one that is done."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""


async def timelapse(context: Context, options: TimelapseOptions, studio: Studio) -> Reply:
    """Previews are of the first picture, where a job has several. Raises NoSuchJob, NotYours, NoFilm, FileMissing."""
    person = await studio.store.person(context.account, context.locale)
    job = await find(studio, person, options.job, (JobState.DONE,))
    film = await studio.store.films.of(job.id)
    if film is None or not job.results:
        raise NoFilm
    previews, last = await studio.store.file(film), await studio.store.file(job.results[0])
    gif = await asyncio.to_thread(images.timelapse, previews, last)
    file = Attachment(f"hwaga-{job.request.seed}.gif", gif, veiled=job.spoiler, shared=True)
    return Reply(say(context.locale, "timelapse.here"), file)


TIMELAPSE = Command("timelapse", TimelapseOptions, timelapse)
