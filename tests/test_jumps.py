from __future__ import annotations

import asyncio
from pathlib import Path

from bot import sweeper as sweeping
from bot.errors import ShowLater
from bot.handlers.fake import FakeCourier
from bot.jobs import JobState
from bot.jumps import Jumps
from bot.requests import Hash
from bot.store import Keep, Store
from bot.sweeper import Sweeper
from tests.house import LIMIT_S, house
from tests.makers import ManualClock, a_job, a_person

DAY_S = 86_400.0


def test_time_that_passes_is_no_jump_and_a_clock_that_is_set_is_one() -> None:
    monotonic = ManualClock(5.0)
    jumps = Jumps(monotonic)
    jumps.jumped(1000.0)

    monotonic.advance(60)
    passed = jumps.jumped(1060.0)
    back = jumps.jumped(1060.0 - 3600)

    assert (passed, back) == (0.0, -3600.0)
    assert not jumps.set_back(1060.0 - 3600)


async def test_a_clock_that_is_set_back_keeps_nobody_from_their_picture(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        home.backend.control.hold(step=2)
        job = await home.order()
        async with asyncio.timeout(LIMIT_S):
            await home.backend.control.reached(2)
        home.chat.fail(ShowLater(5.0), stage="done")
        home.backend.control.release()
        await home.until(lambda: "Done" in home.told(job))
        async with asyncio.timeout(LIMIT_S):
            await home.delivery.stop()
        await home.delivery.start()

        home.clock.advance(-DAY_S)
        home.delivery.wake()
        await home.settled()

        assert (await home.now(job)).state == JobState.DONE
        assert home.chat.stages(job.id)[-1] == "done"


async def test_a_bot_that_starts_with_another_clock_shows_what_it_painted(tmp_path: Path) -> None:
    chat = FakeCourier()
    clock = ManualClock()
    async with house(tmp_path, chat=chat, clock=clock) as home:
        chat.fail(*[ShowLater(5.0)] * 9, stage="done")
        job = await home.order()
        await home.until(lambda: "Done" in home.told(job))

    chat.heal()
    clock.advance(-365 * DAY_S)
    async with house(tmp_path, chat=chat, clock=clock) as home:
        clock.advance(601)
        home.delivery.wake()
        await home.settled()

    assert chat.stages(job.id)[-1] == "done"


async def test_jobs_are_painted_in_turn_whatever_the_clock_does(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        jobs = []
        for jump in (0.0, -DAY_S, 400 * DAY_S, -30 * DAY_S):
            home.clock.advance(jump)
            jobs.append(await home.order())
        await home.until(lambda: all("Done" in home.told(job) for job in jobs))
        async with asyncio.timeout(LIMIT_S):
            while not await home.store.settled(None):
                home.clock.advance(60)
                home.delivery.wake()
                await asyncio.sleep(0)
        tally = await home.store.watch.tally(home.clock(), 0.0)

        assert [(await home.now(job)).state for job in jobs] == [JobState.DONE] * 4
        assert tally.waited_s is not None
        assert tally.waited_s >= 0


async def test_nothing_is_swept_by_a_clock_that_has_just_jumped(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        clock = ManualClock()
        job = await store.enqueue(a_job(await a_person(store)))
        await store.claim(clock.now)
        await store.finish(job.id, (await store.put_file(b"a sea"),), seconds=1.0, backend="x", now=clock.now)
        await store.shown(job.id, job.address)
        sweeper = Sweeper(store, Keep(results_s=30 * DAY_S), clock)
        await sweeper._sweep()

        clock.advance(365 * DAY_S)
        await sweeper._sweep()
        spared = await store.job(job.id)
        await sweeper._sweep()
        swept = await store.job(job.id)

    assert spared is not None
    assert swept is not None
    assert (len(spared.results), swept.results) == (1, ())
    assert Hash(spared.results[0])
    assert sweeping.EVERY_S < DAY_S
