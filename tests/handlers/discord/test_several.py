"""A job of several pictures: one sheet, and buttons for each."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from simcord import Env

from bot.i18n import say
from bot.requests import Image2Image
from tests.handlers.discord.house import House
from tests.handlers.discord.world import World, colour_of


@pytest.fixture
async def painted(house: House, world: World) -> World:
    """Alice's four lighthouses."""
    await world.imagine(count=4, seed=1)
    await house.settled()
    return world


async def test_they_come_on_one_sheet_with_two_buttons_for_each(painted: World) -> None:
    (sheet,) = painted.message.attachments
    rows = painted.message.components

    assert sheet.filename == "hwaga-1-4.png"
    assert [[button.label for button in row.children] for row in rows[:2]] == [["1", "2", "3", "4"]] * 2
    assert [str(row.children[0].emoji) for row in rows[:2]] == ["🔍", "🌱"]


async def test_one_of_them_is_seen_by_itself_with_what_can_be_done_with_it(house: House, painted: World) -> None:
    (job,) = await house.jobs_of(painted.alice)
    answer = await painted.alice.click(painted.message, custom_id=f"hwaga:picture:{job.id}:3")

    shown = answer.response
    third = await house.studio.store.file(job.results[2])
    with Image.open(BytesIO(third)) as image:
        assert await colour_of(shown) == image.getpixel((0, 0))
    assert (answer.ephemeral, shown.content) == (True, say("en", "view.alone", {"number": 3}))
    assert shown.attachments[0].filename == "hwaga-3.png"
    assert [button["custom_id"] for row in shown.components for button in row["components"]][:2] == [
        f"hwaga:vary_subtle:{job.id}:3",
        f"hwaga:vary_strong:{job.id}:3",
    ]


async def test_a_variation_is_made_of_the_one_that_was_chosen(house: House, painted: World) -> None:
    (job,) = await house.jobs_of(painted.alice)
    await painted.alice.click(painted.message, custom_id=f"hwaga:vary_subtle:{job.id}:2")
    await house.settled()

    new, _old = await house.jobs_of(painted.alice)
    assert isinstance(new.request, Image2Image)
    assert new.request.image == job.results[1]


async def test_others_do_not_press_them(house: House, painted: World) -> None:
    (job,) = await house.jobs_of(painted.alice)
    for action in ("picture", "vary_subtle"):
        answer = await painted.bob.click(painted.message, custom_id=f"hwaga:{action}:{job.id}:2")

        assert (answer.ephemeral, answer.response.content) == (True, say("en", "error.not_yours"))


async def test_a_time_lapse_is_a_moving_picture_for_its_person(env: Env, house: House, painted: World) -> None:
    answer = await painted.alice.click(painted.message, label=say("en", "action.timelapse"))

    (gif,) = answer.response.attachments
    with Image.open(BytesIO(await gif.read())) as film:
        assert film.format == "GIF"
        assert getattr(film, "n_frames", 1) > 1
    assert answer.ephemeral
    assert env.errors == []
    (job,) = await house.jobs_of(painted.alice)
    assert await house.studio.store.films.of(job.id) is not None
