from __future__ import annotations

import asyncio
from pathlib import Path

from bot.engine.fake import FakeBackend
from bot.images import recipe_of
from bot.jobs import Done, JobState, Progress
from tests.house import LIMIT_S, House, house
from tests.makers import a_photo, a_request, over


async def test_a_painted_job_is_kept_with_its_pictures(home: House) -> None:
    job = await home.order(request=a_request(count=3))

    await home.settled()

    done = await home.now(job)
    told = home.events[-1]
    assert (done.state, done.backend, done.attempts) == (JobState.DONE, "fake", 1)
    assert isinstance(told, Done)
    assert [await home.store.file(name) for name in done.results] == list(told.pictures)
    assert len(set(done.results)) == 3


async def test_every_picture_carries_the_recipe_of_its_own_seed(home: House) -> None:
    job = await home.order(request=a_request(seed=40, count=2))

    await home.settled()

    recipes = [recipe_of(await home.store.file(name)) for name in (await home.now(job)).results]
    assert [recipe.seed for recipe in recipes if recipe] == [40, 41]
    assert [recipe.plan for recipe in recipes if recipe] == [job.plan, job.plan]


async def test_a_job_is_told_from_start_to_end(home: House) -> None:
    job = await home.order(request=a_request(steps=3))

    await home.settled()

    steps = [event.step for event in home.events if isinstance(event, Progress)]
    assert home.told(job) == ["Started", "Done"]
    assert steps == [1, 2, 3]


async def test_a_photo_reaches_the_backend(home: House) -> None:
    photo = await home.store.put_file(a_photo("red"))
    job = await home.order(request=over(photo, 0.5))

    await home.settled()

    assert (await home.now(job)).state == JobState.DONE


async def test_people_take_turns_at_the_device(home: House) -> None:
    home.backend.control.hold()
    first = await home.order("alice")
    await home.backend.control.reached()
    burst = [await home.order("alice") for _ in range(4)]
    guests = [await home.order("bob") for _ in range(2)]
    home.backend.control.release()

    await home.settled()

    started = [event.job_id for event in home.events if type(event).__name__ == "Started"]
    order = [first, burst[0], guests[0], burst[1], guests[1], burst[2], burst[3]]
    assert started == [job.id for job in order]


async def test_a_backend_never_has_more_jobs_than_it_has_room_for(tmp_path: Path) -> None:
    async with house(tmp_path, backend=FakeBackend(rows=2)) as home:
        home.backend.control.hold()
        jobs = [await home.order() for _ in range(8)]
        await home.backend.control.reached(jobs=2)
        home.backend.control.release()
        await home.settled()

        assert home.backend.most_at_once == 2
        assert {(await home.now(job)).state for job in jobs} == {JobState.DONE}


async def test_a_short_job_comes_in_beside_long_ones_that_leave_no_room_for_their_like(tmp_path: Path) -> None:
    async with house(tmp_path, backend=FakeBackend(rows=1, lane=1)) as home:
        home.backend.control.hold()
        first, second = [await home.order("alice", request=a_request(steps=30)) for _ in range(2)]
        short = [await home.order("bob", request=a_request(steps=4)) for _ in range(2)]

        on_device = await home.backend.control.reached(jobs=2)
        home.backend.control.release()
        await home.settled()

        assert set(on_device) == {first.id, short[0].id}
        started = [event.job_id for event in home.events if type(event).__name__ == "Started"]
        assert set(started) == {first.id, second.id, *(job.id for job in short)}


async def test_two_backends_share_the_queue(tmp_path: Path) -> None:
    one, other = FakeBackend("one"), FakeBackend("other")
    async with house(tmp_path, backends=[one, other]) as home:
        one.control.hold()
        other.control.hold()
        jobs = [await home.order() for _ in range(2)]
        async with asyncio.timeout(LIMIT_S):
            await one.control.reached()
            await other.control.reached()
        one.control.release()
        other.control.release()
        await home.settled()

        assert {(await home.now(job)).backend for job in jobs} == {"one", "other"}
