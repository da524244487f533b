from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio

from bot.engine.fake import FakeControl
from bot.i18n import say
from bot.images import Uploads
from bot.jobs import JobState
from tests.handlers.telegram.house import WISH, TelegramHouse, telegram_house
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import LoopbackTelegram
from tests.handlers.telegram.world import Post

pytestmark = pytest.mark.asyncio(loop_scope="session")
CANCEL = say("en", "action.cancel")


async def held(house: TelegramHouse, telegram: LoopbackTelegram, person: Person) -> Post:
    """The status message of a job that is being painted and will not go on by itself."""
    house.engine.hold()
    status = await person.answered(person.write(WISH))
    await telegram.world.until(lambda: CANCEL in status.buttons)
    await house.engine.reached()
    return status


@pytest_asyncio.fixture(loop_scope="session")
async def status(house: TelegramHouse, telegram: LoopbackTelegram, alice: Person) -> Post:
    return await held(house, telegram, alice)


async def test_the_person_of_a_job_stops_it_with_its_button(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, status: Post
) -> None:
    assert await alice.press(status, CANCEL) == say("en", "cancel.stopped")

    await telegram.world.until(lambda: status.ended)
    assert status.text == say("en", "view.stopped")
    assert (await house.jobs_of(alice))[0].state == JobState.STOPPED


async def test_a_strangers_press_is_refused_and_the_job_lives(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, bob: Person, status: Post
) -> None:
    assert await bob.press(status, CANCEL) == say("en", "error.not_yours")

    assert (await house.jobs_of(alice))[0].state == JobState.PAINTING
    house.engine.release()
    await telegram.world.until(lambda: status.ended)
    assert status.has_media


async def test_the_command_stops_the_newest_job(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, status: Post
) -> None:
    answer = await alice.answered(alice.write("/cancel"))

    assert answer.text == say("en", "cancel.stopped")
    await telegram.world.until(lambda: status.ended)
    assert status.text == say("en", "view.stopped")
    assert (await house.jobs_of(alice))[0].state == JobState.STOPPED


async def test_a_strangers_command_with_the_number_of_a_job_is_refused(
    house: TelegramHouse, alice: Person, bob: Person, status: Post
) -> None:
    (job,) = await house.jobs_of(alice)
    answer = await bob.answered(bob.write(f"/cancel {job.id}"))

    assert answer.text == say("en", "error.not_yours")
    assert (await house.jobs_of(alice))[0].state == JobState.PAINTING
    assert CANCEL in status.buttons


@pytest.mark.parametrize("data", ["", "cancel:", "cancel:0123456789abcdef0", "destroy:0123456789abcdef", "\x00" * 64])
async def test_a_press_that_is_none_of_ours_ends_without_a_word(alice: Person, status: Post, data: str) -> None:
    assert await alice.press_data(status, data) == ""


async def test_a_press_for_a_job_that_never_was_is_told(alice: Person, status: Post) -> None:
    told = await alice.press_data(status, "cancel:0123456789abcdef")

    assert told == say("en", "error.no_such_job", {"job_id": "0123456789abcdef"})


async def test_the_button_works_after_a_restart(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, alice: Person
) -> None:
    engine = FakeControl()
    async with telegram_house(tmp_path, telegram, uploads, engine=engine) as before:
        status = await held(before, telegram, alice)
    async with telegram_house(tmp_path, telegram, uploads, engine=engine) as after:
        assert await alice.press(status, CANCEL) == say("en", "cancel.stopped")
        await telegram.world.until(lambda: status.ended)
        assert (await after.jobs_of(alice))[0].state == JobState.STOPPED

    assert status.text == say("en", "view.stopped")
