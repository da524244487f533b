"""From a request to its turn in the queue."""

from __future__ import annotations

from bot.commands.base import Context
from bot.commands.loras import tagged
from bot.commands.policy import policy_of
from bot.commands.studio import Studio
from bot.engine.suited import offers_for
from bot.errors import Draining
from bot.jobs import Job, Queued, new_job_id
from bot.limits import UNLIMITED, refusal
from bot.people import Address, PersonId
from bot.plan import PromptPlan
from bot.requests import Request

SEED_LIMIT = 2**32
"""Seeds are 32-bit, as in every other tool, so that they can be carried over."""


async def leave_room(studio: Studio, context: Context, person: PersonId) -> None:
    """Look at bans and limits before any work is done; `queue` looks again, at the cost too. Raises Refused."""
    if await studio.store.mode() == "draining":
        raise Draining
    limits = (await policy_of(studio, context, person)).limits
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
    policy = await policy_of(studio, context, person)
    job = Job(
        id=new_job_id(),
        person=person,
        place=context.place,
        address=address,
        request=tagged(request, offers_for(studio.backend, request)),
        plan=plan,
        queued_at=studio.clock(),
        spoiler=spoiler or policy.spoiler,
    )
    await studio.store.enqueue(job, policy.limits)
    studio.delivery.notice(Queued(job.id, await studio.store.ahead(job.id)))
    studio.dispatcher.wake()
    return job
