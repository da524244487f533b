from __future__ import annotations

import asyncio
from pathlib import Path

from bot.estimates import USUAL_SPREAD, Pace
from bot.forecast import Forecast
from bot.jobs import Done, Job, JobId, Progress
from bot.requests import Hash, cost
from bot.store import Store
from tests.makers import a_job, a_person, a_request

NOTHING = Hash("ab" * 32)


async def _painted(store: Store, seconds: float, *, now: float, steps: int = 100, who: str = "alice") -> Job:
    job = await store.enqueue(a_job(await a_person(store, who), a_request(steps=steps)))
    await store.claim(now - seconds, only=job.id)
    await store.finish(job.id, (NOTHING,), seconds=seconds, backend="x", now=now)
    return job


async def test_nothing_is_said_of_time_before_anything_was_measured(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        job = await store.enqueue(a_job(await a_person(store)))

        wait = await Forecast(store, lambda: "fake").wait(job.id)

    assert (wait.ahead, wait.ready, wait.mode) == (0, None, "open")


async def test_a_picture_is_ready_when_those_before_it_and_it_are_painted(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        for number in range(20):
            await _painted(store, 30.0, now=1000.0 + 30 * number)
        person = await a_person(store)
        on_device, before, mine = [await store.enqueue(a_job(person, a_request(steps=100))) for _ in range(3)]
        await store.claim(5000.0, only=on_device.id)
        forecast = Forecast(store, lambda: "fake")
        forecast.notice(Progress(on_device.id, 50, 100))

        wait, line = await forecast.wait(mine.id), await forecast.line(10)

    assert wait.ahead == 2
    assert wait.ready is not None
    assert wait.ready.low_s < 75 < wait.ready.high_s < 100
    assert [(standing.job_id, each) for standing, each in line][1] == (mine.id, wait)
    assert line[0][0].job_id == before.id


async def test_another_checkpoint_has_another_pace(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        await _painted(store, 30.0, now=1000.0)
        job = await store.enqueue(a_job(await a_person(store)))

        assert (await Forecast(store, lambda: "fake").wait(job.id)).ready is not None
        assert (await Forecast(store, lambda: "another").wait(job.id)).ready is None


async def test_who_asks_while_the_pace_is_measured_hears_it_too(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        await _painted(store, 30.0, now=1000.0)
        job = await store.enqueue(a_job(await a_person(store)))
        forecast = Forecast(store, lambda: "fake")

        waits = await asyncio.gather(*[forecast.wait(job.id) for _ in range(5)])

    assert None not in [wait.ready for wait in waits]


async def test_what_was_finished_just_now_counts(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        forecast = Forecast(store, lambda: "fake")
        waiting = await store.enqueue(a_job(await a_person(store), a_request(steps=100)))
        before = (await forecast.wait(waiting.id)).ready
        done = await _painted(store, 15.0, now=1000.0, steps=50, who="bob")
        forecast.notice(Done(done.id, (), 15.0, "x"))

        after = (await forecast.wait(waiting.id)).ready

    assert before is None
    assert after is not None
    assert after.low_s < 30 < after.high_s


async def test_what_is_left_follows_the_steps(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        job = await _painted(store, 30.0, now=1000.0)
        forecast = Forecast(store, lambda: "fake")

        silent = await forecast.left(job)
        forecast.notice(Progress(job.id, 75, 100))
        left = await forecast.left(job)

    assert silent is None
    assert left is not None
    assert left.low_s < 7.5 < left.high_s
    assert forecast.done(job.id) == 0.75


async def test_a_paused_house_promises_no_time(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        await _painted(store, 30.0, now=1000.0)
        job = await store.enqueue(a_job(await a_person(store)))
        await store.set_mode("paused", 2000.0)

        wait = await Forecast(store, lambda: "fake").wait(job.id)

    assert (wait.mode, wait.ready) == ("paused", None)


async def test_a_job_that_does_not_wait_has_nobody_before_it(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        assert (await Forecast(store, lambda: "fake").wait(JobId("nobody"))).ahead == 0


async def test_the_line_adds_up_the_work_before_each(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        people = [await a_person(store, name) for name in ("alice", "bob", "carol")]
        requests = [a_request(steps=10), a_request(steps=20), a_request(steps=30)]
        jobs = [await store.enqueue(a_job(*each)) for each in zip(people, requests, strict=True)]

        line = (await store.watch.line(10)).waiting
        alone = [(await store.watch.around(job.id)).waiting[0] for job in jobs]

    assert [standing.job_id for standing in line] == [job.id for job in jobs]
    assert [standing.work for standing in line] == [0.0, cost(requests[0]), cost(requests[0]) + cost(requests[1])]
    assert list(line) == alone


async def test_a_device_that_knows_its_pace_makes_the_first_promise(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        job = await store.enqueue(a_job(await a_person(store), a_request(steps=100)))
        pace = Pace(together=1.0, alone=10.0, spread=USUAL_SPREAD)
        forecast = Forecast(store, lambda: "fake", lambda: pace)

        before = (await forecast.wait(job.id)).ready
        await _painted(store, 0.5, now=1000.0, steps=50, who="bob")
        forecast.notice(Done(job.id, (), 0.5, "x"))
        after = (await forecast.wait(job.id)).ready

    assert before is not None
    assert after is not None
    assert before.low_s < 10 * cost(job.request) < before.high_s
    assert after.high_s < before.low_s
