"""Another picture like one of one's own: painted over it with another seed, a little or a lot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from bot.commands.base import Command, Context, Option
from bot.commands.moderated import moderated
from bot.commands.own import find
from bot.commands.queue import SEED_LIMIT, leave_room, queue
from bot.commands.source import begun, offers_of, painted, scene
from bot.commands.studio import Studio
from bot.errors import NotOffered
from bot.jobs import Job, JobState
from bot.requests import Image2Image

SHARES = {"subtle": 0.6, "strong": 1.35}
"""Of the strength that suits the checkpoint."""
_MOST = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class VaryOptions:
    """Without a job: the newest one that is done."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""
    strength: Annotated[str, Option(choices=tuple(SHARES))] = "subtle"
    picture: Annotated[int, Option(minimum=1, maximum=4)] = 1
    count: Annotated[int, Option(minimum=1, maximum=4)] = 1


async def vary(context: Context, options: VaryOptions, studio: Studio) -> Job:
    """Queue a job; delivery tells the rest. Raises Refused."""
    if "image2image" not in studio.backend.offers().tasks:
        raise NotOffered("image2image")
    person = await studio.store.person(context.account, context.locale)
    job = await find(studio, person, options.job, (JobState.DONE,))
    source = await painted(studio, job, options.picture)
    offers = offers_of(studio, source)
    await leave_room(studio, context, person)
    address = await context.acknowledge()
    plan = await scene(studio, job)
    spoiler = await moderated(studio, context, person, plan) or source.veiled
    painting = begun(source, plan, offers, studio.random.randrange(SEED_LIMIT))
    strength = min(offers.strength * SHARES[options.strength], _MOST)
    request = Image2Image.over(replace(painting, count=options.count), source.image, round(strength, 2))
    return await queue(studio, context, person, address, request, plan, spoiler=spoiler)


VARY = Command("vary", VaryOptions, vary, public=True, task="image2image")
