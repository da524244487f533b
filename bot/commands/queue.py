"""From a request to its turn in the queue."""

from __future__ import annotations

from bot.commands.studio import Studio
from bot.errors import TooManyWaiting
from bot.jobs import Job, Queued, new_job_id
from bot.people import Address, PersonId, Place
from bot.plan import PromptPlan
from bot.requests import Request

SEED_LIMIT = 2**32
"""Seeds are 32-bit, as in every other tool, so that they can be carried over."""


async def leave_room(studio: Studio, person: PersonId) -> None:
    """Raises TooManyWaiting."""
    waiting, limit = await studio.store.unfinished(person), studio.settings.jobs_per_person
    if waiting >= limit:
        raise TooManyWaiting(waiting, limit)


async def queue(
    studio: Studio, person: PersonId, place: Place, address: Address, request: Request, plan: PromptPlan
) -> Job:
    """Write a new job; from here a crash loses nothing, and delivery tells the rest."""
    job = Job(
        id=new_job_id(),
        person=person,
        place=place,
        address=address,
        request=request,
        plan=plan,
        queued_at=studio.clock(),
    )
    await studio.store.enqueue(job)
    studio.delivery.notice(Queued(job.id, await studio.store.ahead(job.id)))
    studio.dispatcher.wake()
    return job
    return job
