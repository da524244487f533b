"""Mix two to four pictures into one, as a text says or as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Upload
from bot.commands.imagine import ImagineOptions, text2image
from bot.commands.moderated import moderated
from bot.commands.own import find
from bot.commands.queue import SEED_LIMIT, leave_room, queue
from bot.commands.source import Source, painted, sent
from bot.commands.studio import Studio
from bot.errors import NotOffered, TooFewPictures
from bot.jobs import Job, JobState
from bot.people import PersonId
from bot.requests import Blend, shared
from bot.sizes import Size, parse_size, size_for

_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BlendOptions:
    """A picture of one's own may be one of them, by `job` and `picture`."""

    text: Annotated[str, Option(main=True, max_length=4000)] = ""
    image: Annotated[Upload | None, Option()] = None
    image_2: Annotated[Upload | None, Option()] = None
    image_3: Annotated[Upload | None, Option()] = None
    image_4: Annotated[Upload | None, Option()] = None
    job: Annotated[str, Option(max_length=32)] = ""
    picture: Annotated[int, Option(minimum=1, maximum=4)] = 1
    size: Annotated[str | None, Option(max_length=20, suggestions=("1:1", "4:3", "3:4", "16:9", "9:16"))] = None
    strength: Annotated[float | None, Option(minimum=0.05, maximum=1, advanced=True)] = None
    seed: Annotated[int | None, Option(minimum=0, maximum=SEED_LIMIT - 1, advanced=True)] = None

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """Those that were sent, in order."""
        each = (self.image, self.image_2, self.image_3, self.image_4)
        return tuple(upload for upload in each if upload is not None)


async def blend(context: Context, options: BlendOptions, studio: Studio) -> Job:
    """Queue a job; delivery tells the rest. Raises Refused."""
    offers = studio.backend.offers()
    if "blend" not in offers.tasks:
        raise NotOffered("blend")
    pictures = len(options.uploads) + bool(options.job)
    if pictures < _FEWEST:
        raise TooFewPictures(pictures, _FEWEST)
    person = await studio.store.person(context.account, context.locale)
    await leave_room(studio, context, person)
    address = await context.acknowledge()
    sources = await _sources(options, person, studio)
    seed = studio.random.randrange(SEED_LIMIT) if options.seed is None else options.seed
    plan = await studio.planner.plan(options.text, seed=seed)
    veiled = any(source.veiled for source in sources)
    spoiler = await moderated(studio, context, person, plan) or veiled
    width, height = sources[0].size
    size = Size(*size_for(width / height, offers.native_px), rounded=False)
    if options.size:
        size = parse_size(options.size, offers.native_px, offers.max_pixels)
    request = Blend(
        **shared(text2image(ImagineOptions(), plan, offers, size, seed)),
        images=tuple(source.image for source in sources),
        weights=(1.0,) * len(sources),
        strength=options.strength or offers.strength,
    )
    return await queue(studio, context, person, address, request, plan, spoiler=spoiler)


async def _sources(options: BlendOptions, person: PersonId, studio: Studio) -> tuple[Source, ...]:
    """At most four: the job's first. Raises Refused."""
    own = []
    if options.job:
        job = await find(studio, person, options.job, (JobState.DONE,))
        own = [await painted(studio, job, options.picture)]
    return (*own, *[await sent(studio, upload) for upload in options.uploads[: 4 - len(own)]])


BLEND = Command("blend", BlendOptions, blend, public=True, task="blend")
