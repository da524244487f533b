from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery import lane as lanes
from bot.errors import ShowFailed, ShowLater, Unreachable
from bot.handlers.fake import FakeCourier
from bot.jobs import Job, Progress
from bot.people import Platform
from bot.store import Entry, Store
from tests.house import LIMIT_S, House, house
from tests.makers import ManualClock


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as home:
        yield home


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
