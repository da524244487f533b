from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import BudgetSpent, PicturesModerated, Problem, Refused, TooManyWaiting, TooManyWaitingHere
from bot.jobs import Job
from bot.limits import Limits, Usage
from bot.people import PersonId, Place
from bot.requests import cost
from bot.store import Store
from bot.store.allowance import USAGE
from tests.makers import a_job, a_person, a_request

HERE = Place("discord", "somewhere")
PRICE = cost(a_request())
TWO = Limits(budget=2 * PRICE, refill_per_h=PRICE)
HOUR_S = 3600.0


def at(now: float, person: PersonId) -> Job:
    return replace(a_job(person), queued_at=now)


async def test_usage_is_what_the_person_and_the_place_have_taken(store: Store, alice: PersonId, bob: PersonId) -> None:
    await store.enqueue(at(10.0, alice), TWO)
    done = await store.enqueue(at(20.0, alice), TWO)
    await store.stop(done.id, 20.0)
    await store.enqueue(at(30.0, bob))

    used = await store.usage(alice, HERE)

    assert (used.waiting, used.waiting_here, used.last_asked_at) == (1, 2, 20.0)
    assert used.debt.owed == pytest.approx(PRICE, rel=0.01)
    assert await store.usage(bob, Place("telegram", "somewhere")) == Usage(waiting=1, last_asked_at=30.0)


async def test_a_refused_job_leaves_nothing_behind(store: Store, alice: PersonId) -> None:
    with pytest.raises(Refused):
        await store.enqueue(at(1.0, alice), Limits(budget=PRICE / 2, refill_per_h=1.0))

    assert await store.jobs_of(alice) == []
    assert await store.usage(alice, HERE) == Usage()


async def test_of_many_requests_at_once_no_more_are_taken_than_fit(store: Store, alice: PersonId) -> None:
    asked = [store.enqueue(at(1.0, alice), replace(TWO, waiting=9)) for _ in range(8)]
    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert sum(isinstance(answer, Job) for answer in answers) == 2
    assert sum(isinstance(answer, BudgetSpent) for answer in answers) == 6


async def test_jobs_that_wait_are_counted_where_they_wait(store: Store, alice: PersonId, bob: PersonId) -> None:
    await store.enqueue(at(1.0, alice))

    with pytest.raises(TooManyWaiting):
        await store.enqueue(at(1.0, alice), Limits(waiting=1))
    with pytest.raises(TooManyWaitingHere):
        await store.enqueue(at(1.0, bob), Limits(waiting_here=1))


async def test_a_debt_survives_a_restart_and_melts(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        person = await a_person(store)
        for _ in range(2):
            await store.enqueue(at(0.0, person), TWO)

    async with Store(tmp_path) as store:
        with pytest.raises(BudgetSpent) as refused:
            await store.enqueue(at(1.0, person), TWO)
        assert refused.value.wait_s == HOUR_S - 1
        await store.enqueue(at(HOUR_S, person), TWO)


@pytest.mark.parametrize("end", ["stopped waiting", "failed"])
async def test_what_came_to_nothing_costs_nothing(store: Store, alice: PersonId, end: str) -> None:
    job = await store.enqueue(at(1.0, alice), TWO)
    if end == "failed":
        await store.claim(1.0, only=job.id)
        await store.fail(job.id, Problem("error.paint_failed"), 1.0)
    else:
        await store.stop(job.id, 1.0)

    assert (await store.usage(alice, HERE)).debt.owed == 0


async def test_a_job_that_cannot_be_read_can_be_failed(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(at(1.0, alice), TWO)
    await store._database.write(lambda c: c.execute(text("UPDATE jobs SET request = '{}'")))

    assert await store.fail(job.id, Problem("error.unreadable_job"), 1.0)
    assert (await store.usage(alice, HERE)).debt.owed == pytest.approx(PRICE)


async def test_what_was_being_painted_is_paid_for(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(at(1.0, alice), TWO)
    await store.claim(1.0, only=job.id)
    await store.stop(job.id, 1.0)

    assert (await store.usage(alice, HERE)).debt.owed == pytest.approx(PRICE)


async def test_to_know_what_somebody_has_taken_no_history_is_read(store: Store) -> None:
    values = {"person": 1, "platform": "discord", "place": "somewhere"}
    explain = text(f"EXPLAIN QUERY PLAN {USAGE}")
    steps = await store._database.read(lambda c: [row.detail for row in c.execute(explain, values)])

    for index in ("jobs_person_unfinished", "jobs_place_unfinished", "jobs_person_seq"):
        assert any(index in step for step in steps), steps
    assert not any("TEMP B-TREE" in step or (step.startswith("SCAN") and "CONSTANT" not in step) for step in steps)


async def test_pictures_that_are_refused_cost_what_they_took(store: Store, alice: PersonId) -> None:
    for problem in (PicturesModerated().problem, Problem("error.paint_failed")):
        job = await store.enqueue(at(1.0, alice), TWO)
        await store.claim(1.0)
        await store.fail(job.id, problem, 1.0)

    assert (await store.usage(alice, HERE)).debt.owed == pytest.approx(PRICE, rel=0.01)
