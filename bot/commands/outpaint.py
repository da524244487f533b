"""Paint on around a picture: in any direction, to any shape, or from further away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Upload
from bot.commands.moderated import moderated
from bot.commands.outwards import SUGGESTIONS, canvas_of, outwards
from bot.commands.queue import SEED_LIMIT, leave_room, queue
from bot.commands.source import begun, offers_of, source_of, words
from bot.commands.studio import Studio
from bot.errors import NotOffered
from bot.jobs import Job
from bot.requests import Outpaint


@dataclass(frozen=True, slots=True, kw_only=True)
class OutpaintOptions:
    """Without a picture and a job: the newest one that is done. Without a text, a picture of one's own keeps its words.

    `to` names directions, a shape or how much smaller the picture becomes; nothing is all directions.
    """

    to: Annotated[str, Option(main=True, max_length=40, suggestions=SUGGESTIONS)] = ""
    text: Annotated[str, Option(max_length=4000)] = ""
    image: Annotated[Upload | None, Option()] = None
    job: Annotated[str, Option(max_length=32)] = ""
    picture: Annotated[int, Option(minimum=1, maximum=4)] = 1
    seed: Annotated[int | None, Option(minimum=0, maximum=SEED_LIMIT - 1, advanced=True)] = None


async def outpaint(context: Context, options: OutpaintOptions, studio: Studio) -> Job:
    """Queue a job; delivery tells the rest. Raises Refused."""
    if "outpaint" not in studio.backend.offers().tasks:
        raise NotOffered("outpaint")
    where = outwards(options.to)
    person = await studio.store.person(context.account, context.locale)
    await leave_room(studio, context, person)
    address = await context.acknowledge()
    source = await source_of(studio, person, options.image, options.job, options.picture)
    offers = offers_of(studio, source)
    canvas = canvas_of(where, source.size, offers, options.to)
    seed = studio.random.randrange(SEED_LIMIT) if options.seed is None else options.seed
    plan = await words(studio, source, options.text, seed)
    spoiler = await moderated(studio, context, person, plan) or source.veiled
    painting = begun(source, plan, offers, seed)
    request = Outpaint.around(painting, source.image, canvas)
    return await queue(studio, context, person, address, request, plan, spoiler=spoiler)


OUTPAINT = Command("outpaint", OutpaintOptions, outpaint, public=True, task="outpaint")
