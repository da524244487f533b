"""What becomes of a job: only what may, once, and counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.errors import EngineDied, IllegalTransition, NoSuchJob, PaintFailed, UnreadableJob
from bot.jobs import LEGAL, MAX_RECLAIMS, Failed, Job, JobId, JobState, Queued
from bot.people import PersonId
from bot.requests import Hash
from bot.store import Store
from tests.makers import a_job

RED = Hash("ab" * 32)
Move = Callable[[Store, JobId], Awaitable[object]]
MOVES: dict[JobState, Move] = {
    JobState.QUEUED: lambda store, job_id: store.requeue(job_id),
    JobState.PAINTING: lambda store, job_id: store.claim(1.0, only=job_id),
    JobState.DONE: lambda store, job_id: store.finish(job_id, (RED,), seconds=1.0, backend="x", now=2.0),
    JobState.FAILED: lambda store, job_id: store.fail(job_id, PaintFailed("x").problem, 2.0),
    JobState.STOPPED: lambda store, job_id: store.stop(job_id, 2.0),
}
WAYS_TO: dict[JobState, tuple[JobState, ...]] = {
    JobState.QUEUED: (),
    JobState.PAINTING: (JobState.PAINTING,),
    JobState.DONE: (JobState.PAINTING, JobState.DONE),
    JobState.FAILED: (JobState.FAILED,),
    JobState.STOPPED: (JobState.STOPPED,),
}


async def _job_in(store: Store, person: PersonId, state: JobState) -> Job:
    job = await store.enqueue(a_job(person))
    for step in WAYS_TO[state]:
        await MOVES[step](store, job.id)
    return job


@pytest.mark.parametrize("source", JobState)
@pytest.mark.parametrize("target", JobState)
async def test_only_legal_transitions_happen(store: Store, alice: PersonId, source: JobState, target: JobState) -> None:
    job = await _job_in(store, alice, source)
    legal = target in LEGAL[source]

    if legal or target in {source, JobState.PAINTING}:  # a claim takes what waits, and refuses nothing
        await MOVES[target](store, job.id)
    else:
        with pytest.raises(IllegalTransition):
            await MOVES[target](store, job.id)

    after = await store.job(job.id)
    assert after is not None
    assert after.state == (target if legal else source)


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.STOPPED])
async def test_finishing_twice_is_finishing_once(store: Store, alice: PersonId, state: JobState) -> None:
    job = await _job_in(store, alice, state)
    await store.shown(job.id, job.address, 3.0)
    before = await store.job(job.id)

    moved = await MOVES[state](store, job.id)

    assert moved is False
    assert await store.job(job.id) == before
    assert await store.pending("discord", 9.0) == []


@pytest.mark.parametrize(
    "damage",
    ["UPDATE jobs SET plan = '{' WHERE id = :id", 'UPDATE jobs SET request = \'{"task": "dream"}\' WHERE id = :id'],
)
async def test_an_unreadable_job_hides_no_other_and_says_so_when_asked_for(
    store: Store, alice: PersonId, damage: str
) -> None:
    oldest, middle, newest = [await store.enqueue(a_job(alice)) for _ in range(3)]
    await store._database.write(lambda c: c.execute(text(damage), {"id": newest.id}))

    with capture_logs() as logged:
        listed = await store.jobs_of(alice)
    last = await store.jobs_of(alice, limit=1)

    assert [job.id for job in listed] == [middle.id, oldest.id]
    assert last == listed[:1]
    assert [(entry["log_level"], entry["job_id"]) for entry in logged] == [("warning", newest.id)]
    with pytest.raises(UnreadableJob) as refused:
        await store.job(newest.id)
    assert refused.value.job_id == newest.id


async def test_a_job_that_never_was_has_no_transitions(store: Store) -> None:
    with pytest.raises(NoSuchJob):
        await store.stop(JobId("nobody"), 1.0)


async def test_a_requeued_job_keeps_its_turn_and_its_attempts(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(a_job(alice))
    await store.claim(1.0)
    await store.requeue(job.id)

    again = await store.claim(2.0)

    assert again is not None
    assert (again.id, again.turn, again.attempts) == (job.id, job.turn, 2)


async def test_a_forgiven_attempt_does_not_count(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(a_job(alice))
    await store.claim(1.0)
    await store.requeue(job.id, forgiven=True)

    again = await store.job(job.id)

    assert again is not None
    assert (again.state, again.attempts, again.started_at) == (JobState.QUEUED, 0, 0.0)


async def _die_painting(store: Store, job: Job) -> list[Queued | Failed]:
    """The bot does; its successor takes back what it finds."""
    await store.claim(1.0, only=job.id)
    return await store.reclaim(5.0)


async def test_reclaiming_takes_back_what_nobody_paints(store: Store, alice: PersonId) -> None:
    poison, lost, running = [await store.enqueue(a_job(alice)) for _ in range(3)]
    for _ in range(MAX_RECLAIMS):
        await _die_painting(store, poison)
    for job in (poison, lost, running):
        await store.claim(1.0, only=job.id)

    told = await store.reclaim(5.0, running={running.id})

    died = EngineDied().problem
    assert told == [Failed(poison.id, died), Queued(lost.id, 1)]
    jobs = [await store.job(job.id) for job in (lost, running, poison)]
    assert [job.state for job in jobs if job] == [JobState.QUEUED, JobState.PAINTING, JobState.FAILED]
    assert [entry.job_id for entry in await store.pending("discord", 5.0)] == [poison.id]


async def test_a_job_survives_so_many_hard_ends_of_the_bot_and_no_more(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(a_job(alice))

    told = [await _die_painting(store, job) for _ in range(MAX_RECLAIMS + 1)]

    assert told == [[Queued(job.id, 0)]] * MAX_RECLAIMS + [[Failed(job.id, EngineDied().problem)]]
    assert await store.claim(9.0) is None


async def test_a_death_of_the_bot_leaves_the_engines_deaths_counted(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(a_job(alice))
    await store.claim(1.0)
    await store.requeue(job.id)  # the engine died
    await _die_painting(store, job)
    await _die_painting(store, job)

    again = await store.claim(9.0)

    assert again is not None
    assert (again.attempts, again.turn) == (2, job.turn)
