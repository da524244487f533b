from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.jobs import JobId, JobState
from bot.people import PersonId
from bot.plan import Gloss, PromptPlan, Weighted
from bot.requests import Hash
from bot.store import Store
from bot.store.database import Database
from bot.store.queue import AHEAD, CLAIM, CLAIM_SHORT, claim
from tests.makers import a_job, a_request, over

RED = Hash("ab" * 32)


async def test_a_job_comes_back_as_it_went_in(store: Store, alice: PersonId) -> None:
    plan = PromptPlan(
        text='노을 지는 바다 "x" \x00 🎨',
        language="ko",
        glosses=(Gloss("노을", "sunset"),),
        keywords=(Weighted("sea", 1.2),),
        options={"seed": "4"},
    )
    job = a_job(alice, over(RED, 0.4), plan=plan, message="17")

    queued = await store.enqueue(job)

    assert await store.job(job.id) == queued
    assert (queued.request, queued.plan, queued.address) == (job.request, plan, job.address)
    assert queued.turn > 0


async def test_an_unknown_job_is_none(store: Store) -> None:
    assert await store.job(JobId("nobody")) is None


async def _plan_of(store: Store, query: str, values: dict[str, object]) -> list[str]:
    explain = text(f"EXPLAIN QUERY PLAN {query}")
    return await store._database.read(lambda c: [row.detail for row in c.execute(explain, values)])


@pytest.mark.parametrize(("claim", "index"), [(CLAIM, "jobs_queue"), (CLAIM_SHORT, "jobs_short")])
async def test_the_claim_walks_the_head_of_the_partial_index(store: Store, claim: str, index: str) -> None:
    steps = await _plan_of(store, claim, {"now": 0.0, "only": None})

    assert any(f"INDEX {index}" in step for step in steps)
    assert not any("TEMP B-TREE" in step for step in steps)
    assert not any(step.startswith("SCAN jobs") and index not in step for step in steps)


async def test_the_short_ones_have_a_head_of_their_own(store: Store, alice: PersonId) -> None:
    long = await store.enqueue(a_job(alice, a_request(steps=30)))
    short = await store.enqueue(a_job(alice, a_request(steps=4)))

    heads = [await store.head(), await store.head(short=True)]
    claimed = await store.claim(1.0, only=short.id, short=True)

    assert [head and head.id for head in heads] == [long.id, short.id]
    assert claimed
    assert claimed.id == short.id
    assert await store.head(short=True) is None
    assert await store.claim(1.0, only=short.id) is None


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT max(turn) FROM jobs WHERE attempts > 0", "jobs_served"),
        ("SELECT * FROM jobs WHERE state = 'queued' ORDER BY turn, seq LIMIT 1", "jobs_queue"),
        ("SELECT * FROM jobs WHERE state = 'queued' AND short ORDER BY turn, seq LIMIT 1", "jobs_short"),
        ("SELECT count(*) FROM jobs WHERE state = 'painting'", "jobs_painting"),
        ("SELECT count(*) FROM jobs WHERE person = 1 AND state IN ('queued', 'painting')", "jobs_person_unfinished"),
        ("SELECT * FROM jobs WHERE person = 1 ORDER BY seq DESC LIMIT 5", "jobs_person_seq"),
    ],
)
async def test_what_the_queue_asks_often_has_its_index(store: Store, query: str, index: str) -> None:
    steps = await _plan_of(store, query, {})

    assert any(index in step for step in steps)
    assert not any("TEMP B-TREE" in step for step in steps)


async def test_to_know_who_comes_first_nobodys_row_is_read(store: Store) -> None:
    steps = await _plan_of(store, AHEAD, {"job_id": "x"})

    assert any("jobs_queue (turn<?)" in step for step in steps)
    assert any("jobs_painting" in step for step in steps)


async def test_two_people_are_claimed_in_turn_whatever_the_burst(store: Store, alice: PersonId, bob: PersonId) -> None:
    for _ in range(3):
        await store.enqueue(a_job(alice))
    for _ in range(3):
        await store.enqueue(a_job(bob))

    claimed = [job.person for job in [await store.claim(1.0) for _ in range(6)] if job]

    assert claimed == [alice, bob, alice, bob, alice, bob]


async def test_a_guest_waits_for_one_job_of_a_burst_at_most(store: Store, alice: PersonId, bob: PersonId) -> None:
    for _ in range(10):
        await store.enqueue(a_job(alice))
    await store.claim(1.0)

    guest = await store.enqueue(a_job(bob))

    assert await store.ahead(guest.id) <= 2  # the one on the device, and one more


async def test_what_was_cancelled_in_time_costs_no_turn(store: Store, alice: PersonId) -> None:
    first = await store.enqueue(a_job(alice, a_request(steps=100)))
    await store.stop(first.id, 1.0)

    second = await store.enqueue(a_job(alice))

    assert second.turn < first.turn


async def test_many_claims_at_once_never_take_a_job_twice(store: Store, alice: PersonId) -> None:
    jobs = {(await store.enqueue(a_job(alice))).id for _ in range(20)}

    claimed = [job for job in await asyncio.gather(*(store.claim(1.0) for _ in range(30))) if job]

    assert sorted(job.id for job in claimed) == sorted(jobs)
    assert {job.state for job in claimed} == {JobState.PAINTING}


async def test_workers_with_connections_of_their_own_never_claim_a_job_twice(
    store: Store, alice: PersonId, tmp_path: Path
) -> None:
    jobs = {(await store.enqueue(a_job(alice))).id for _ in range(40)}
    databases = [Database(tmp_path / "hwaga.db") for _ in range(4)]

    async def work(database: Database) -> list[JobId]:
        taken: list[JobId] = []
        while job := await database.write(lambda c: claim(c, 1.0, None)):
            taken.append(job.id)
        return taken

    taken = [job_id for ids in await asyncio.gather(*map(work, databases)) for job_id in ids]
    for database in databases:
        await asyncio.to_thread(database.close)

    assert len(taken) == len(jobs)
    assert set(taken) == jobs


async def test_a_claim_for_a_job_that_is_not_next_takes_nothing(store: Store, alice: PersonId) -> None:
    first, second = await store.enqueue(a_job(alice)), await store.enqueue(a_job(alice))

    assert await store.claim(1.0, only=second.id) is None
    claimed = await store.claim(1.0, only=first.id)

    assert claimed is not None
    assert (claimed.id, claimed.attempts, claimed.started_at) == (first.id, 1, 1.0)


async def test_it_is_nobodys_turn_in_a_paused_house(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(a_job(alice))
    looked = await store.head()
    await store.set_mode("paused", 1.0)

    paused = await store.head(), await store.claim(1.0), await store.claim(1.0, only=job.id)
    await store.set_mode("open", 2.0)
    claimed = await store.claim(2.0)

    assert looked is not None
    assert paused == (None, None, None)
    assert claimed is not None
    assert claimed.attempts == 1


async def test_ahead_counts_those_who_come_first_and_those_on_a_device(
    store: Store, alice: PersonId, bob: PersonId
) -> None:
    on_device = await store.enqueue(a_job(alice))
    await store.claim(1.0)
    jobs = [await store.enqueue(a_job(person)) for person in (alice, bob, alice)]

    positions = {job.id: await store.ahead(job.id) for job in jobs}

    assert sorted(positions.values()) == [1, 2, 3]
    line = await store.watch.line(2)
    assert [(one.job_id, one.ahead) for one in line.waiting] == sorted(positions.items(), key=lambda item: item[1])[:2]
    assert list(line.on_device) == [on_device.id]
    assert await store.ahead(on_device.id) == 0


async def test_a_persons_jobs_come_newest_first(store: Store, alice: PersonId, bob: PersonId) -> None:
    jobs = [await store.enqueue(a_job(alice)) for _ in range(3)]
    await store.enqueue(a_job(bob))
    await store.stop(jobs[2].id, 1.0)

    everything = await store.jobs_of(alice)
    unfinished = await store.jobs_of(alice, (JobState.QUEUED, JobState.PAINTING), limit=1)

    assert [job.id for job in everything] == [job.id for job in reversed(jobs)]
    assert [job.id for job in unfinished] == [jobs[1].id]
