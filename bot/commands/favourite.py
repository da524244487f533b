"""Keep one of one's own pictures, or no longer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.own import find
from bot.commands.studio import Studio
from bot.errors import NotPainted
from bot.i18n import say
from bot.jobs import JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class FavouriteOptions:
    """Without a job: the newest picture."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""


async def favourite(context: Context, options: FavouriteOptions, studio: Studio) -> Reply:
    """A favourite is not swept away. Raises NoSuchJob, NotYours and NotPainted."""
    person = await studio.store.person(context.account, context.locale)
    job = await find(studio, person, options.job, (JobState.DONE,))
    if job.state != JobState.DONE or not job.results:
        raise NotPainted
    kept = await studio.store.album.favourite(person, job.id, studio.clock())
    return Reply(say(context.locale, "favourite.kept" if kept else "favourite.left"))


FAVOURITE = Command("favourite", FavouriteOptions, favourite)
