"""From a request to its turn in the queue."""

from __future__ import annotations

from bot.commands.base import Context
from bot.commands.studio import Studio
from bot.config import Settings
from bot.jobs import Job, Queued, new_job_id
from bot.limits import UNLIMITED, Limits, refusal
from bot.people import Address, PersonId
from bot.plan import PromptPlan
from bot.requests import Request

SEED_LIMIT = 2**32
"""Seeds are 32-bit, as in every other tool, so that they can be carried over."""


def limits_of(context: Context, settings: Settings) -> Limits:
    """What holds for this account in this place."""
    if context.account in (settings.owners or ()):
        return UNLIMITED
    return Limits(
        waiting=settings.jobs_per_person,
        waiting_here=settings.jobs_per_place,
        budget=settings.budget,
        refill_per_h=settings.budget_per_hour,
        cooldown_s=settings.cooldown_s,
    )


async def leave_room(studio: Studio, context: Context, person: PersonId) -> None:
    """Look at the limits before any work is done; `queue` looks again, at the cost too. Raises Refused."""
    limits = limits_of(context, studio.settings)
    if limits == UNLIMITED:
        return
    refused = refusal(limits, await studio.store.usage(person, context.place), studio.clock())
    if refused is not None:
        raise refused


async def queue(
    studio: Studio,
    context: Context,
    person: PersonId,
    address: Address,
    request: Request,
    plan: PromptPlan,
    *,
    spoiler: bool,
) -> Job:
    """Write a new job; from here a crash loses nothing, and delivery tells the rest. Raises Refused."""
    job = Job(
        id=new_job_id(),
        person=person,
        place=context.place,
        address=address,
        request=request,
        plan=plan,
        queued_at=studio.clock(),
        spoiler=spoiler,
    )
    await studio.store.enqueue(job, limits_of(context, studio.settings))
    studio.delivery.notice(Queued(job.id, await studio.store.ahead(job.id)))
    studio.dispatcher.wake()
    return job
