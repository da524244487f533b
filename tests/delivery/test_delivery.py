from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery import lane as lanes
from bot.errors import ShowFailed, ShowLater, Unreachable
from bot.handlers.fake import FakeCourier
from bot.jobs import Job, JobId, Progress, Queued, Started
from bot.people import Address, Platform
from bot.store import Entry, Store
from bot.views import View
from tests.house import LIMIT_S, House, house
from tests.makers import ManualClock, a_request


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as home:
        yield home


async def _waiting_job(home: House) -> Job:
    """A job that nobody paints, because another one holds the device."""
    home.backend.control.hold()
    await home.order("somebody")
    async with asyncio.timeout(LIMIT_S):
        await home.backend.control.reached()
    return await home.order()


async def _painting_job(home: House) -> Job:
    home.backend.control.hold()
    job = await home.order()
    async with asyncio.timeout(LIMIT_S):
        await home.backend.control.reached()
    return job


async def _until(home: House, stage: str, job: Job) -> None:
    async with asyncio.timeout(LIMIT_S):
        await home.chat.until(lambda: stage in home.chat.stages(job.id))


async def _all_came_back(home: House) -> None:
    """Everything that was on its way has been answered."""
    async with asyncio.timeout(LIMIT_S):
        await home.delivery.stop()
    await home.delivery.start()


async def test_the_status_message_becomes_the_picture(home: House) -> None:
    job = await home.order(message="17")

    await home.settled()

    (message,) = home.chat.of(job.id)
    assert message.id == "17"
    assert message.view.stage == "done"
    assert [picture.data for picture in message.view.pictures] == [
        await home.store.file(name) for name in (await home.now(job)).results
    ]


async def test_a_message_that_was_posted_is_edited_from_then_on(home: House) -> None:
    job = await home.order()

    await home.settled()

    (message,) = home.chat.of(job.id)
    assert len(message.views) > 1
    assert (await home.now(job)).address.message == message.id


async def test_that_a_job_waits_is_not_news_when_it_was_begun_before_it_was_said(home: House) -> None:
    job = await _painting_job(home)
    await _until(home, "painting", job)
    shown = len(home.chat.stages(job.id))

    home.delivery.notice(Started(job.id))
    home.delivery.notice(Queued(job.id, 0))

    async with asyncio.timeout(LIMIT_S):
        await home.chat.until(lambda: len(home.chat.stages(job.id)) > shown)
    assert home.chat.stages(job.id)[-1] == "painting"


async def test_a_job_has_one_view_on_its_way_at_most_and_the_newest_wins(home: House) -> None:
    job = await _painting_job(home)
    await _until(home, "painting", job)
    home.chat.hold()
    home.delivery.notice(Progress(job.id, 1, 50))
    async with asyncio.timeout(LIMIT_S):
        await home.chat.until(lambda: job.id in home.chat.in_flight)

    for step in range(2, 50):
        home.delivery.notice(Progress(job.id, step, 50, b"early" if step == 2 else None))
    home.chat.release()
    async with asyncio.timeout(LIMIT_S):
        await home.chat.until(lambda: home.chat.of(job.id)[0].view.fraction == 0.98)

    views = [view for view in home.chat.of(job.id)[0].views if view.fraction is not None]
    assert [(view.fraction, view.preview) for view in views] == [(0.02, None), (0.98, b"early")]
    assert not home.chat.overlapped


async def test_news_keep_the_couriers_interval_and_a_result_does_not_wait_for_it(tmp_path: Path) -> None:
    chat = FakeCourier(min_interval_s=3600)
    async with house(tmp_path, chat=chat) as home:
        job = await _waiting_job(home)
        await _until(home, "queued", job)

        home.delivery.notice(Queued(job.id, 7))
        home.backend.control.release()
        await home.settled()

        assert chat.stages(job.id) == ["queued", "done"]


async def test_who_waits_hears_when_the_queue_moves(home: House) -> None:
    home.backend.control.hold()
    jobs = [await home.order() for _ in range(3)]
    await _until(home, "queued", jobs[2])

    home.backend.control.release()
    await home.settled()

    heard = [view.headline for view in home.chat.of(jobs[2].id)[0].views if view.stage == "queued"]
    assert heard[0] == "Waiting: 2 pictures come first."
    assert len(heard) == len(set(heard))


async def test_news_that_the_job_has_outrun_are_not_shown(home: House) -> None:
    job = await home.order()
    await home.settled()

    for late in (Queued(job.id, 3), Started(job.id), Progress(job.id, 1, 4)):
        home.delivery.notice(late)
        await asyncio.sleep(0)
        await _all_came_back(home)

    assert home.chat.of(job.id)[0].view.stage == "done"


async def _done_while(home: House, *faults: Exception) -> Job:
    """A job whose result has met these faults, one each time it was shown."""
    home.chat.fail(*faults, stage="done")
    job = await home.order(message="17")
    await home.until(lambda: "Done" in home.told(job))
    await _all_came_back(home)
    return job


async def test_a_platform_that_asks_to_wait_is_left_alone_exactly_so_long(home: House) -> None:
    job = await _done_while(home, ShowLater(30.0))
    entries = await home.store.pending("discord", home.clock.now + 1e6)
    due_at = home.clock.now + 30.0

    home.clock.advance(29.9)
    await _all_came_back(home)
    early = "done" in home.chat.stages(job.id)
    home.clock.advance(0.1)
    home.delivery.wake()
    await home.settled()

    assert [(entry.due_at, entry.attempts) for entry in entries] == [(due_at, 0)]
    assert not early
    assert home.chat.stages(job.id)[-1] == "done"


async def test_a_result_respects_the_wait_that_news_were_told(home: House) -> None:
    job = await _painting_job(home)
    await _until(home, "painting", job)
    home.chat.fail(ShowLater(30.0), stage="painting")
    home.delivery.notice(Progress(job.id, 1, 4))
    home.backend.control.release()
    await home.until(lambda: "Done" in home.told(job))
    await _all_came_back(home)

    assert await home.store.next_due("discord", home.clock.now) == home.clock.now + 30.0
    assert "done" not in home.chat.stages(job.id)


async def test_failures_are_tried_again_later_and_later(home: House) -> None:
    job = await _done_while(home, *[ShowFailed("502")] * 4)
    waits = []

    for _ in range(3):
        waits.append((await home.store.next_due("discord", home.clock.now) or 0) - home.clock.now)
        home.clock.advance(waits[-1] + 0.001)
        await _all_came_back(home)
    home.clock.advance(1000)
    home.delivery.wake()
    await home.settled()

    assert [1 <= waits[0] <= 2, 2 <= waits[1] <= 4, 4 <= waits[2] <= 8] == [True] * 3
    assert home.chat.stages(job.id)[-1] == "done"
    assert home.told(job) == ["Started", "Done"]  # painted once


async def test_silence_after_success_is_edited_into_the_same_message(home: House) -> None:
    home.chat.fail_after(ShowFailed("connection reset"), stage="done")
    job = await home.order(message="17")
    await home.until(lambda: "Done" in home.told(job))
    await _all_came_back(home)
    home.clock.advance(1000)
    home.delivery.wake()
    await home.settled()

    assert home.chat.stages(job.id)[-2:] == ["done", "done"]
    assert [message.id for message in home.chat.of(job.id)] == ["17"]


async def test_nobody_there_is_the_end_of_it(home: House) -> None:
    job = await _done_while(home, Unreachable("blocked"))

    await home.settled()

    assert "done" not in home.chat.stages(job.id)
    assert (await home.now(job)).results  # kept, should they come back


async def test_a_result_that_never_shows_is_given_up(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "GIVE_UP_AFTER", 1)
    job = await _done_while(home, ShowFailed("500"))

    await home.settled(job)

    assert "done" not in home.chat.stages(job.id)


async def test_a_courier_that_answers_nothing_has_failed(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "SHOW_LIMIT_S", 0.05)
    home.chat.hold()
    job = await home.order()
    await home.until(lambda: "Done" in home.told(job))
    await _all_came_back(home)

    (entry,) = await home.store.pending("discord", home.clock.now + 1e6)

    assert entry.attempts >= 1
    assert entry.due_at > home.clock.now


async def test_a_bug_in_a_courier_is_heard_and_loses_nothing(home: House) -> None:
    job = await _done_while(home, ZeroDivisionError("oops"))

    with pytest.raises(ZeroDivisionError):
        await home.settled(job)
    home.clock.advance(1000)
    home.delivery.wake()
    await _until(home, "done", job)
    await _all_came_back(home)

    assert await home.store.settled(job.id)


async def test_trouble_with_one_result_delays_no_other(home: House) -> None:
    troubled = await _done_while(home, ShowFailed("502"))
    fine = await home.order()

    await home.settled(fine)

    assert home.chat.stages(fine.id)[-1] == "done"
    assert "done" not in home.chat.stages(troubled.id)


async def test_a_result_whose_file_is_gone_says_so(home: House, tmp_path: Path) -> None:
    job = await _done_while(home, ShowLater(1.0))
    for name in (await home.now(job)).results:
        (tmp_path / "files" / name[:2] / name).unlink()

    home.clock.advance(1.0)
    home.delivery.wake()
    await home.settled()

    assert home.chat.of(job.id)[0].view.stage == "failed"


async def test_results_wait_for_a_courier_that_comes_late(home: House) -> None:
    late = FakeCourier("telegram")
    job = await home.order(platform="telegram")
    await home.until(lambda: "Done" in home.told(job))

    home.delivery.add(late)
    await home.settled()

    assert late.stages(job.id)[-1] == "done"


async def test_more_results_than_go_at_once_are_all_shown(tmp_path: Path) -> None:
    chat = FakeCourier()
    async with house(tmp_path, chat=chat) as home:
        await home.delivery.stop()
        jobs = [await home.order(message=str(number)) for number in range(40)]
        await home.until(lambda: all("Done" in home.told(job) for job in jobs))

        await home.delivery.start()
        await home.settled()

        assert {chat.messages[str(number)].view.stage for number in range(40)} == {"done"}


async def test_a_look_at_the_outbox_that_comes_late_shows_nothing_twice(tmp_path: Path) -> None:
    class Slow(Store):
        """Its second answer is out of date when it arrives."""

        looks = 0

        async def pending(self, platform: Platform, now: float, limit: int = 50) -> list[Entry]:
            entries = await super().pending(platform, now, limit)
            Slow.looks += bool(entries)
            if entries and Slow.looks <= 2:
                looked[Slow.looks - 1].set()
            if entries and Slow.looks == 2:
                await go_on.wait()
            return entries

    looked, go_on = (asyncio.Event(), asyncio.Event()), asyncio.Event()
    async with house(tmp_path, make_store=Slow) as home:
        home.chat.hold()
        job = await home.order(message="17")
        await home.until(lambda: "Done" in home.told(job))
        async with asyncio.timeout(LIMIT_S):
            await looked[0].wait()
            home.delivery.wake()
            await looked[1].wait()
            home.chat.release()
            await home.settled()
        go_on.set()
        await _all_came_back(home)

        assert home.chat.stages(job.id).count("done") == 1


async def test_a_restart_shows_what_was_painted_in_the_message_that_is_there(tmp_path: Path) -> None:
    chat, clock = FakeCourier(), ManualClock()
    async with house(tmp_path, chat=chat, clock=clock) as home:
        job = await _done_while(home, *[ShowFailed("502")] * 9)
        tried = chat.stages(job.id)

    clock.advance(1000)
    chat.heal()
    async with house(tmp_path, chat=chat, clock=clock) as home:
        await home.settled()

        assert "done" not in tried
        assert [message.id for message in chat.of(job.id)] == ["17"]
        assert chat.stages(job.id)[-1] == "done"
        assert home.told(job) == []  # not painted again


async def test_a_restart_paints_what_was_waiting_into_the_message_that_is_there(tmp_path: Path) -> None:
    chat = FakeCourier()
    async with house(tmp_path, chat=chat) as home:
        painting = await _painting_job(home)
        await _until(home, "painting", painting)
        waiting = await home.order()
        await _until(home, "queued", waiting)

    async with house(tmp_path, chat=chat) as home:
        await home.settled()

        for job in (painting, waiting):
            assert len(chat.of(job.id)) == 1
            assert chat.stages(job.id)[-1] == "done"


async def test_stopping_shows_what_has_just_been_painted(tmp_path: Path) -> None:
    chat = FakeCourier()
    async with house(tmp_path, chat=chat, grace_s=LIMIT_S) as home:
        job = await _painting_job(home)
        home.backend.control.release()

    assert chat.stages(job.id)[-1] == "done"


async def test_settled_raises_what_the_dispatcher_stumbled_over(home: House) -> None:
    await _painting_job(home)
    waiting = asyncio.create_task(home.settled())
    await asyncio.sleep(0)

    home.delivery.alarm(ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        await waiting


async def test_a_store_that_fails_for_a_moment_loses_no_result(tmp_path: Path) -> None:
    class Hiccup(Store):
        failing = 1

        async def shown(self, job_id: JobId, address: Address, now: float = 0.0) -> None:
            if self.failing:
                Hiccup.failing -= 1
                raise OSError(5, "Input/output error")
            await super().shown(job_id, address, now)

    async with house(tmp_path, make_store=Hiccup) as home:
        job = await home.order()
        with pytest.raises(OSError, match="Input/output"):
            await home.settled()
        async with asyncio.timeout(LIMIT_S):
            await home.chat.until(lambda: home.chat.stages(job.id).count("done") == 2)

        assert len(home.chat.of(job.id)) == 1


async def test_one_job_that_cannot_be_drawn_up_does_not_stop_the_others(tmp_path: Path) -> None:
    class Picky(FakeCourier):
        async def show(self, address: Address, view: View) -> Address:
            if view.details and ("Seed", "13") in view.details:
                raise KeyError("thirteen")
            return await super().show(address, view)

    async with house(tmp_path, chat=Picky()) as home:
        await home.order(request=a_request(seed=13))
        fine = await home.order(request=a_request(seed=14))
        await _until(home, "done", fine)

        assert home.chat.stages(fine.id)[-1] == "done"
