"""Paint a part of a picture anew: the part that is named, or that a mask shows. The rest stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated

from bot.commands.base import Command, Context, Option, Upload
from bot.commands.moderated import moderated
from bot.commands.queue import SEED_LIMIT, leave_room, queue
from bot.commands.source import begun, offers_of, sent, source_of, words
from bot.commands.studio import Studio
from bot.engine.backend import Capabilities
from bot.errors import CannotFind, NotOffered, NowhereToPaint
from bot.jobs import Job
from bot.requests import Hash, Inpaint

STRENGTH = 0.9
"""Nearly all new; the rest keeps the colours of what was there, which suit the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOptions:
    """Without a picture and a job: the newest one that is done. Without `what`, a picture of one's own keeps its words.

    White of `mask` is painted, black stays; it goes before `where`. A part may also stand before what is to be there,
    "the hat: a red beret", and beside a job the picture that was sent is the mask.
    """

    what: Annotated[str, Option(main=True, max_length=4000)] = ""
    where: Annotated[str, Option(max_length=200)] = ""
    image: Annotated[Upload | None, Option()] = None
    mask: Annotated[Upload | None, Option()] = None
    job: Annotated[str, Option(max_length=32)] = ""
    picture: Annotated[int, Option(minimum=1, maximum=4)] = 1
    strength: Annotated[float, Option(minimum=0.05, maximum=1, advanced=True)] = STRENGTH
    seed: Annotated[int | None, Option(minimum=0, maximum=SEED_LIMIT - 1, advanced=True)] = None


async def edit(context: Context, options: EditOptions, studio: Studio) -> Job:
    """Queue a job; delivery tells the rest. Raises Refused."""
    options = meant(options)
    check(options, studio.backend.offers())
    person = await studio.store.person(context.account, context.locale)
    await leave_room(studio, context, person)
    address = await context.acknowledge()
    source = await source_of(studio, person, options.image, options.job, options.picture)
    seed = studio.random.randrange(SEED_LIMIT) if options.seed is None else options.seed
    plan = await words(studio, source, options.what, seed)
    part = await _part(options, studio)
    judged = replace(plan, text=f"{options.where}\n{plan.text}", english=f"{part.english}\n{plan.english}")
    spoiler = await moderated(studio, context, person, judged) or source.veiled
    painting = begun(source, plan, offers_of(studio, source), seed)
    request = Inpaint.within(painting, source.image, options.strength, mask=part.mask, where=part.english)
    return await queue(studio, context, person, address, request, plan, spoiler=spoiler)


def meant(options: EditOptions) -> EditOptions:
    """The options as they stand for where a platform has no names for them."""
    if options.job and options.mask is None:
        options = replace(options, image=None, mask=options.image)
    where, colon, what = re.sub("[：→]", ":", options.what).partition(":")
    if options.mask is None and not options.where.strip() and colon:
        return replace(options, where=where.strip(), what=what.strip())
    return options


@dataclass(frozen=True, slots=True)
class _Part:
    """Of the picture: a mask, or in English what is to be found."""

    mask: Hash | None
    english: str


async def _part(options: EditOptions, studio: Studio) -> _Part:
    if options.mask is not None:
        return _Part((await sent(studio, options.mask)).image, "")
    named = await studio.planner.plan(options.where)
    return _Part(None, named.english.strip() or options.where.strip())


def check(options: EditOptions, offers: Capabilities) -> None:
    """What can be told before anything is done. Raises NotOffered, NowhereToPaint and CannotFind."""
    if "inpaint" not in offers.tasks:
        raise NotOffered("inpaint")
    if options.mask is None and not options.where.strip():
        raise NowhereToPaint
    if options.mask is None and not offers.finds_by_words:
        raise CannotFind


EDIT = Command("edit", EditOptions, edit, public=True, task="inpaint")
