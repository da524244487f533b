"""A job's request in other words: the same seed, photo and size, unless an option says otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from bot.commands.base import Context
from bot.commands.imagine import ImagineOptions, with_typed
from bot.commands.moderated import moderated
from bot.commands.queue import queue
from bot.commands.studio import Studio
from bot.engine.backend import Capabilities
from bot.engine.suited import offers_for, suited
from bot.errors import NothingChanged
from bot.jobs import Job
from bot.people import Address, PersonId
from bot.plan import PromptPlan
from bot.requests import Image2Image, Request, SchedulerName, Text2Image
from bot.sizes import parse_size


async def repaint(
    studio: Studio,
    context: Context,
    person: PersonId,
    address: Address,
    job: Job,
    plan: PromptPlan,
    said: str,
    seed: int | None = None,
) -> Job:
    """Queue what `job` painted as `plan` wants it. `said` is what the person wrote for it just now.

    `seed` is one chosen by hand. Raises Refused: NothingChanged where the same pictures would come out.
    """
    spoiler = await moderated(studio, context, person, replace(plan, text=f"{said}\n{plan.text}"))
    offers = offers_for(studio.backend, job.request)
    request = replace(
        suited(job.request, offers),
        prompt=plan.prompt,
        prompt_2=plan.prompt_2,
        negative_prompt=plan.negative_prompt,
    )
    request = _chosen(request, _fresh(plan, job.plan), offers)
    request = request if seed is None else replace(request, seed=seed)
    if request == job.request:
        raise NothingChanged
    return await queue(studio, context, person, address, request, plan, spoiler=spoiler)


def _fresh(plan: PromptPlan, previous: PromptPlan) -> PromptPlan:
    """The plan with the options typed since the previous one; older ones may have been outdone by hand."""
    fresh = {name: value for name, value in plan.options.items() if previous.options.get(name) != value}
    return replace(plan, options=fresh)


def _chosen(request: Request, plan: PromptPlan, offers: Capabilities) -> Request:
    """The request with what was typed as an option. Raises BadOption."""
    options = with_typed(ImagineOptions(), plan)
    request = replace(
        request,
        seed=request.seed if options.seed is None else options.seed,
        num_inference_steps=options.steps or request.num_inference_steps,
        guidance_scale=options.guidance or request.guidance_scale,
        scheduler=cast("SchedulerName | None", options.scheduler) or request.scheduler,
        count=options.count if "count" in plan.options else request.count,
    )
    if options.size and isinstance(request, Text2Image | Image2Image):
        size = parse_size(options.size, offers.native_px, offers.max_pixels)
        request = replace(request, width=size.width, height=size.height)
    if options.strength is not None and isinstance(request, Image2Image):
        request = replace(request, strength=options.strength)
    return request
