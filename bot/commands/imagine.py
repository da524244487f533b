"""Paint a text, a picture, or a picture as a text says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, cast, get_args

from bot import images
from bot.commands.base import Command, Context, Option, Upload, fields_of
from bot.commands.loras import complete_lora
from bot.commands.models import complete_model
from bot.commands.moderated import moderated
from bot.commands.parse import read
from bot.commands.policy import policy_of
from bot.commands.quality import STEPS_LIMIT, Tier, tier_of
from bot.commands.queue import SEED_LIMIT, leave_room, queue
from bot.commands.studio import Studio
from bot.commands.styles import complete_style
from bot.engine.backend import Capabilities
from bot.errors import ControlNotOffered, EmptyRequest, NotOffered
from bot.jobs import Job
from bot.plan import PromptPlan
from bot.preferences import Defaults, Quality
from bot.requests import Control, ControlKind, Hash, Image2Image, Request, SchedulerName, Text2Image
from bot.sizes import Size, parse_size, size_for
from bot.tags import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagineOptions:
    """None leaves the choice to what suits the checkpoint."""

    text: Annotated[str, Option(main=True, max_length=4000)] = ""
    image: Annotated[Upload | None, Option()] = None
    negative: Annotated[str, Option(max_length=1000, advanced=True)] = ""
    style: Annotated[str, Option(max_length=200, complete=complete_style)] = ""
    size: Annotated[str | None, Option(max_length=20, suggestions=("1:1", "4:3", "3:4", "16:9", "9:16"))] = None
    count: Annotated[int, Option(minimum=1, maximum=4)] = 1
    quality: Annotated[str | None, Option(choices=get_args(Quality))] = None
    strength: Annotated[float | None, Option(minimum=0.05, maximum=1, needs="image")] = None
    seed: Annotated[int | None, Option(minimum=0, maximum=SEED_LIMIT - 1, advanced=True)] = None
    steps: Annotated[int | None, Option(minimum=1, maximum=STEPS_LIMIT, advanced=True)] = None
    guidance: Annotated[float | None, Option(minimum=1, maximum=20, advanced=True)] = None
    scheduler: Annotated[str | None, Option(choices=get_args(SchedulerName), advanced=True)] = None
    model: Annotated[str, Option(max_length=100, advanced=True, complete=complete_model)] = ""
    lora: Annotated[str, Option(max_length=500, advanced=True, complete=complete_lora)] = ""
    control: Annotated[str | None, Option(choices=get_args(ControlKind), needs="image")] = None
    control_scale: Annotated[float, Option(minimum=0.05, maximum=2, needs="control", advanced=True)] = 1.0
    raw: Annotated[bool, Option(advanced=True)] = False
    exact: Annotated[bool, Option(advanced=True)] = False


async def imagine(context: Context, options: ImagineOptions, studio: Studio) -> Job:
    """Queue a job; delivery tells the rest. Raises Refused before anything is queued."""
    if not options.text.strip() and options.image is None:
        raise EmptyRequest
    person = await studio.store.person(context.account, context.locale)
    await leave_room(studio, context, person)
    address = await context.acknowledge()
    photo = None if options.image is None else await studio.uploads.read(options.image)
    chance = studio.random.randrange(SEED_LIMIT)
    seed = chance if options.seed is None else options.seed
    usual = (await policy_of(studio, context, person)).defaults
    plan = await studio.planner.plan(
        options.text,
        raw=options.raw,
        style=options.style,
        usual_style=usual.style,
        negative=options.negative,
        seed=seed,
    )
    spoiler = await moderated(studio, context, person, plan)
    wanted = with_usual(with_typed(options, plan), usual, photo=photo is not None)
    request, plan = await _request(wanted, plan, photo, chance, studio)
    return await queue(studio, context, person, address, request, plan, spoiler=spoiler)


def with_typed(options: ImagineOptions, plan: PromptPlan) -> ImagineOptions:
    """Options typed into the text (`--seed 42`) fill what was not chosen by hand. Raises BadOption."""
    fields = {field.name: field for field in fields_of(ImagineOptions)}
    typed = {
        name: read(fields[name], value)
        for name, value in plan.options.items()
        if name in fields and getattr(options, name) == fields[name].default
    }
    return replace(options, **cast("dict[str, Any]", typed))


def with_usual(options: ImagineOptions, usual: Defaults, *, photo: bool) -> ImagineOptions:
    """What the person or the place usually wants fills what was not chosen. A photo keeps its own shape."""
    return replace(
        options,
        size=options.size or (None if photo else usual.size or None),
        quality=options.quality or usual.quality,
    )


async def _request(
    options: ImagineOptions, plan: PromptPlan, photo: bytes | None, chance: int, studio: Studio
) -> tuple[Request, PromptPlan]:
    """The request, and the plan with a warning where the request is not quite what was asked for."""
    offers = studio.backend.offers(options.model)
    size = size_of(options, offers, aspect=1.0 if photo is None else images.aspect(photo))
    if size.rounded:
        plan = replace(plan, warnings=(*plan.warnings, "warning.size_rounded"))
    if not_understood(plan):
        plan = replace(plan, warnings=(*plan.warnings, "warning.not_understood"))
    warning = _tier(options, offers).warning
    if warning and options.steps is None:
        plan = replace(plan, warnings=(*plan.warnings, warning))
    painting = text2image(options, plan, offers, size, chance)
    painting = replace(painting, loras=(*painting.loras, *listed(options.lora)))
    if photo is None:
        return painting, plan
    _check(options, offers)
    image = await studio.store.put_file(photo)
    if options.control is not None:
        painting = replace(painting, controls=(_control(options, image),))
        if options.strength is None:
            return painting, plan
    return Image2Image.over(painting, image, options.strength or offers.strength), plan


def not_understood(plan: PromptPlan) -> bool:
    """Whether somebody wrote something, and nothing came of it: nothing to paint, to leave out, or to set."""
    made = (plan.prompt, plan.negative_prompt, plan.options, plan.unknown_options)
    return bool(plan.text.strip()) and not any(made)


def _check(options: ImagineOptions, offers: Capabilities) -> None:
    """Raises NotOffered, ControlNotOffered."""
    if options.control is not None and options.control not in offers.controls:
        raise ControlNotOffered(options.control)
    if "image2image" not in offers.tasks:
        raise NotOffered("image2image")


def _control(options: ImagineOptions, image: Hash) -> Control:
    return Control(cast("ControlKind", options.control), image, options.control_scale)


def size_of(options: ImagineOptions, offers: Capabilities, aspect: float) -> Size:
    """The size asked for, else the one that the checkpoint likes best at this aspect. Raises BadOption."""
    if options.size:
        return parse_size(options.size, offers.native_px, offers.max_pixels)
    return Size(*size_for(aspect, offers.native_px), rounded=False)


def text2image(options: ImagineOptions, plan: PromptPlan, offers: Capabilities, size: Size, chance: int) -> Text2Image:
    """Every choice made: the person's, else what suits the checkpoint; `chance` is the seed that nobody chose."""
    tier = _tier(options, offers)
    return Text2Image(
        prompt=plan.prompt,
        prompt_2=plan.prompt_2,
        negative_prompt=plan.negative_prompt,
        width=size.width,
        height=size.height,
        num_inference_steps=options.steps or tier.num_inference_steps,
        guidance_scale=options.guidance or tier.guidance_scale,
        scheduler=cast("SchedulerName | None", options.scheduler) or tier.scheduler,
        seed=chance if options.seed is None else options.seed,
        count=options.count,
        checkpoint=offers.checkpoint,
        loras=tier.loras,
        exact=options.exact,
    )


def _tier(options: ImagineOptions, offers: Capabilities) -> Tier:
    return tier_of(cast("Quality | None", options.quality), offers)


IMAGINE = Command("imagine", ImagineOptions, imagine, public=True)
