from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.errors import ShowFailed, Unreachable
from bot.handlers.fake import FakeCourier
from bot.jobs import JobId
from bot.people import Address
from bot.views import Stage, View

NOWHERE = Address(platform="discord", locale="en", channel="art")
JOB = JobId("0123456789abcdef")


def _view(stage: Stage = "queued") -> View:
    return View(job_id=JOB, locale="en", stage=stage, headline=stage)


async def test_the_first_view_is_posted_and_the_next_edits_it() -> None:
    chat = FakeCourier()

    address = await chat.show(NOWHERE, _view())
    again = await chat.show(address, _view("done"))

    assert again == address
    assert chat.stages(JOB) == ["queued", "done"]
    assert len(chat.of(JOB)) == 1


async def test_a_refused_view_is_not_shown() -> None:
    chat = FakeCourier()
    chat.fail(ShowFailed("500"))

    with pytest.raises(ShowFailed):
        await chat.show(NOWHERE, _view())

    assert chat.messages == {}


async def test_a_lost_answer_leaves_the_view_in_the_chat() -> None:
    chat = FakeCourier()
    chat.fail_after(ShowFailed("connection reset"))

    with pytest.raises(ShowFailed):
        await chat.show(NOWHERE, _view())

    assert chat.stages(JOB) == ["queued"]


async def test_a_fault_waits_for_the_stage_it_is_meant_for() -> None:
    chat = FakeCourier()
    chat.fail(Unreachable("blocked"), stage="done")

    address = await chat.show(NOWHERE, _view())
    with pytest.raises(Unreachable):
        await chat.show(address, _view("done"))

    assert chat.stages(JOB) == ["queued"]


async def test_a_held_chat_answers_when_it_is_released() -> None:
    chat = FakeCourier()
    chat.hold()
    showing = asyncio.create_task(chat.show(NOWHERE, _view()))
    await chat.until(lambda: JOB in chat.in_flight)

    silent = not chat.messages
    chat.release()
    await showing

    assert silent
    assert chat.stages(JOB) == ["queued"]


async def test_two_views_of_one_job_at_once_are_noticed() -> None:
    chat = FakeCourier()

    await asyncio.gather(chat.show(NOWHERE, _view()), chat.show(NOWHERE, _view()))

    assert chat.overlapped


async def test_a_journal_outlives_the_courier(tmp_path: Path) -> None:
    journal = tmp_path / "chat.jsonl"

    first = await FakeCourier(journal=journal).show(NOWHERE, _view())
    second = await FakeCourier(journal=journal).show(NOWHERE, _view())

    assert (first.message, second.message) == ("1", "2")
    assert [json.loads(line)["posted"] for line in journal.read_text().splitlines()] == [True, True]


async def test_a_chat_that_knows_nonces_posts_a_job_once() -> None:
    chat = FakeCourier(nonces=True)
    chat.fail_after(ShowFailed("connection reset"))

    with pytest.raises(ShowFailed):
        await chat.show(NOWHERE, _view("done"))
    again = await chat.show(NOWHERE, _view("done"))

    assert [message.id for message in chat.of(JOB)] == [again.message]


async def test_a_chat_that_cannot_edit_posts_ends_only_and_again_when_an_answer_was_lost() -> None:
    chat = FakeCourier(edits=False)
    chat.fail_after(ShowFailed("connection reset"), stage="done")

    await chat.show(NOWHERE, _view("painting"))
    with pytest.raises(ShowFailed):
        await chat.show(NOWHERE, _view("done"))
    await chat.show(NOWHERE, _view("done"))

    assert chat.stages(JOB) == ["done", "done"]
    assert len(chat.of(JOB)) == 2
