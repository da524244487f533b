"""Commands about waiting: queue, first, cancel, pause, drain, resume, stats."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.cancel import CancelOptions, cancel
from bot.commands.first import FirstOptions, first
from bot.commands.line import LISTED, LineOptions, line, title
from bot.commands.mode import ModeOptions, drain, pause, resume
from bot.commands.stats import StatsOptions, stats
from bot.commands.studio import Studio
from bot.config import Settings
from bot.engine.fake import FakeBackend
from bot.errors import Draining, NoSuchJob, NotWaiting, NotYours, OwnersOnly
from bot.i18n import say
from bot.images import Uploads
from bot.jobs import Job, JobState
from bot.plan import PromptPlan
from bot.prompt.planner import Planner
from tests.commands.rooms import Caller
from tests.house import LIMIT_S, house
from tests.makers import a_job, a_person, a_request

ALICE, BOB, OWNER = Caller(), Caller("bob", "en"), Caller("owner", "en")


async def order(studio: Studio, who: Caller = ALICE, text: str = "노을 지는 바다", steps: int = 4) -> Job:
    plan = PromptPlan(text=text, language="ko")
    return await studio.store.enqueue(a_job(await a_person(studio.store, who.name), a_request(steps=steps), plan=plan))


async def state(studio: Studio, job: Job) -> JobState:
    now = await studio.store.job(job.id)
    assert now is not None
    return now.state


async def test_the_queue_lists_ones_own_in_the_order_of_their_turns(studio: Studio) -> None:
    one = await order(studio)
    await order(studio, BOB, "a secret")
    other = await order(studio, text="고양이")

    said = (await line(ALICE, LineOptions(), studio)).text.splitlines()

    assert said[0] == f"1. 노을 지는 바다 — 바로 다음 차례예요. ({one.id})"
    assert said[1].startswith("2. 고양이 — 앞에 그림이 2장 있어요.")
    assert other.id in said[1]
    assert len(said) == 2


async def test_an_empty_queue_says_so_and_a_long_one_is_cut(studio: Studio) -> None:
    empty = await line(BOB, LineOptions(), studio)
    for _ in range(LISTED + 3):
        await order(studio, BOB)
    long = (await line(BOB, LineOptions(), studio)).text.splitlines()

    assert empty.text == "Nothing is waiting."
    assert long[-1] == "…and 3 more."
    assert len(long) == LISTED + 1


async def test_everybodys_queue_is_the_owners_business(studio: Studio) -> None:
    jobs = [await order(studio), await order(studio, BOB)]

    with pytest.raises(OwnersOnly):
        await line(ALICE, LineOptions(everyone=True), studio)
    said = (await line(OWNER, LineOptions(everyone=True), studio)).text

    assert all(job.id in said for job in jobs)


async def test_a_job_is_known_by_its_words(studio: Studio) -> None:
    long = await order(studio, text="바다\n" * 40)

    assert title(long).startswith("바다 바다")
    assert len(title(long)) <= 41


async def test_ones_own_order_can_be_changed_at_nobody_elses_cost(studio: Studio) -> None:
    mine = [await order(studio) for _ in range(3)]
    others = [await order(studio, BOB) for _ in range(3)]
    before = {job.id: await studio.store.ahead(job.id) for job in others}

    said = await first(ALICE, FirstOptions(job=mine[2].id), studio)

    line_now = [standing.job_id for standing in (await studio.store.watch.line(10)).waiting]
    assert said.text == "이제 내 그림 가운데 이 그림을 먼저 그려요. 바로 다음 차례예요."
    assert [each for each in line_now if each in {job.id for job in mine}] == [mine[2].id, mine[0].id, mine[1].id]
    assert {job.id: await studio.store.ahead(job.id) for job in others} == before


async def test_only_ones_own_waiting_jobs_are_rearranged(studio: Studio) -> None:
    theirs, painting = await order(studio, BOB), await order(studio)
    await studio.store.claim(1.0)
    await studio.store.claim(1.0)

    with pytest.raises(NotYours):
        await first(ALICE, FirstOptions(job=theirs.id), studio)
    with pytest.raises(NotWaiting):
        await first(ALICE, FirstOptions(job=painting.id), studio)


async def test_all_of_ones_own_are_cancelled_and_nobody_elses(studio: Studio) -> None:
    mine, theirs = [await order(studio) for _ in range(3)], await order(studio, BOB)

    said = await cancel(ALICE, CancelOptions(all=True), studio)

    assert said.text == "그림 3장을 취소했어요."
    assert [await state(studio, job) for job in mine] == [JobState.STOPPED] * 3
    assert await state(studio, theirs) == JobState.QUEUED


async def test_an_owner_cancels_anybodys_and_others_only_their_own(studio: Studio) -> None:
    job = await order(studio)

    with pytest.raises(NotYours):
        await cancel(BOB, CancelOptions(job=job.id), studio)
    said = await cancel(OWNER, CancelOptions(job=job.id), studio)
    again = await cancel(OWNER, CancelOptions(job=job.id), studio)
    with pytest.raises(NoSuchJob):
        await cancel(OWNER, CancelOptions(job="0" * 16), studio)

    assert said.text == again.text == "Cancelled."
    assert await state(studio, job) == JobState.STOPPED


async def test_who_manages_a_place_cancels_what_was_asked_for_there_and_the_log_tells(studio: Studio) -> None:
    person, manager = await a_person(studio.store, ALICE.name), replace(BOB, manager=True)
    job = await studio.store.enqueue(replace(a_job(person), place=ALICE.place))

    with pytest.raises(NotYours):
        await cancel(replace(manager, where="elsewhere"), CancelOptions(job=job.id), studio)
    said = await cancel(manager, CancelOptions(job=job.id), studio)
    (ruling,) = await studio.store.rulings()

    assert said.text == "Cancelled."
    assert await state(studio, job) == JobState.STOPPED
    assert (ruling.what, ruling.outcome, ruling.category) == ("job", "stopped", job.id)


async def test_where_a_device_cannot_be_interrupted_its_picture_is_said_to_be_discarded(tmp_path: Path) -> None:
    settings = Settings(_env_file=None)
    async with house(tmp_path, backend=FakeBackend(can_cancel=False)) as home:
        studio = Studio(
            settings=settings,
            store=home.store,
            planner=Planner(settings),
            uploads=Uploads(settings),
            backend=home.backend,
            dispatcher=home.dispatcher,
            delivery=home.delivery,
        )
        home.backend.control.hold(step=2)
        job = await home.order(BOB.name)
        async with asyncio.timeout(LIMIT_S):
            await home.backend.control.reached(2)
            said = await cancel(BOB, CancelOptions(), studio)
        home.backend.control.release()
        await home.settled()

        assert said.text == say("en", "cancel.discarded")
        assert (await home.now(job)).state == JobState.STOPPED


async def test_the_switch_is_the_owners(studio: Studio) -> None:
    for command in (pause, drain, resume):
        with pytest.raises(OwnersOnly):
            await command(ALICE, ModeOptions(), studio)

    assert await studio.store.mode() == "open"


async def test_a_pause_is_told_to_those_who_ask(studio: Studio) -> None:
    await order(studio)

    said = await pause(OWNER, ModeOptions(), studio)

    assert said.text == "Paused. What is being painted is finished; 1 picture keeps its place."
    assert "잠시 쉬고 있어요" in (await line(ALICE, LineOptions(), studio)).text


async def test_a_drained_house_takes_nothing_new_until_it_is_opened(studio: Studio) -> None:
    await drain(OWNER, ModeOptions(), studio)
    with pytest.raises(Draining):
        await order(studio)

    await resume(OWNER, ModeOptions(), studio)

    assert await order(studio)


async def test_stats_count_a_day_and_ones_own_part_of_it(studio: Studio) -> None:
    now = studio.clock()
    for who, at in ((ALICE, now - 100), (BOB, now - 100), (BOB, now - 100_000)):
        job = await order(studio, who)
        await studio.store.claim(at - 5, only=job.id)
        await studio.store.finish(job.id, (), seconds=4.0, backend="x", now=at)
    await order(studio)

    said = (await stats(BOB, StatsOptions(), studio)).text.splitlines()

    assert said[0] == "Now: 1 waiting, 0 being painted."
    assert said[1] == "In the last 24 hours: 2 painted for 2 people, 1 of them yours."
    assert said[2].endswith("painted in 5 s.")
