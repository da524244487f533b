from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from simcord import Env

from bot.i18n import say
from bot.images import with_recipe
from bot.plan import PromptPlan
from bot.requests import Image2Image
from tests.handlers.discord.house import House
from tests.handlers.discord.world import World, png
from tests.makers import a_request

IMAGINE, RECIPE = say("en", "discord.menu.imagine"), say("en", "discord.menu.recipe")


async def test_a_picture_of_anybody_is_painted_over_as_the_form_says(house: House, world: World) -> None:
    photo = await world.bob.send(world.channel, "my cat", attachments=[("photo.png", png("red"))])
    shown = await world.alice.context_menu(world.channel, IMAGINE, photo)
    await world.alice.submit_modal(shown, {"text": "a tiger", "strength": "0.05"})
    await house.settled()

    (job,) = await house.jobs_of(world.alice)
    assert isinstance(job.request, Image2Image)
    assert (job.plan.text, job.request.strength) == ("a tiger", 0.05)


async def test_who_wants_nobody_to_go_on_from_their_pictures_still_does_so_themselves(
    house: House, world: World
) -> None:
    await world.imagine("a lighthouse")
    await house.settled()
    allowed = await world.bob.context_menu(world.channel, IMAGINE, world.message)
    await world.alice.slash(world.channel, "settings", remix=False)
    refused = await world.bob.context_menu(world.channel, IMAGINE, world.message)
    own = await world.alice.context_menu(world.channel, IMAGINE, world.message)

    assert allowed.modal
    assert own.modal
    assert (refused.ephemeral, refused.response.content) == (True, say("en", "error.not_for_others"))


async def test_without_a_picture_the_words_are_what_is_painted(house: House, world: World) -> None:
    said = await world.bob.send(world.channel, "a lighthouse in the fog")
    shown = await world.alice.context_menu(world.channel, IMAGINE, said)

    lines = {label["component"]["custom_id"]: label["component"].get("value") for label in shown.modal["components"]}
    assert lines == {"text": "a lighthouse in the fog", "negative": None, "style": None}
    await world.alice.submit_modal(shown, {"text": "a lighthouse in the fog"})
    await house.settled()
    (job,) = await house.jobs_of(world.alice)
    assert job.request.task == "text2image"


async def test_a_form_about_a_picture_from_before_a_restart_asks_to_begin_again(
    env: Env, house: House, world: World, tmp_path: Path
) -> None:
    photo = await world.bob.send(world.channel, "my cat", attachments=[("photo.png", png())])
    shown = await world.alice.context_menu(world.channel, IMAGINE, photo)
    await house.close()
    again = House(tmp_path)
    await env.restart_bot(again.front.bot)
    await again.open(env)
    answer = await world.alice.submit_modal(shown, {"text": "a tiger"})

    assert (answer.ephemeral, answer.response.content) == (True, say("en", "error.picture_gone"))
    await again.close()


async def test_the_recipe_of_a_picture_of_ours_is_read_from_its_message(house: House, world: World) -> None:
    await world.imagine("a lighthouse", count=2, seed=7, negative="ships")
    await house.settled()
    answer = await world.bob.context_menu(world.channel, RECIPE, world.message)

    assert answer.ephemeral
    assert "a lighthouse" in answer.response.content
    assert f"{say('en', 'view.seed')}: 7" in answer.response.content


async def test_the_recipe_of_any_other_picture_is_read_from_its_file(
    world: World, payloads: dict[int, dict[str, Any]]
) -> None:
    payloads[world.alice.id] = {"locale": "ko"}
    file = with_recipe(png(), a_request(prompt="a fox, (snow:1.2)"), PromptPlan(text="여우", language="ko"), 42)
    message = await world.bob.send(world.channel, "", attachments=[("fox.png", file)])
    answer = await world.alice.context_menu(world.channel, RECIPE, message)

    assert answer.ephemeral
    assert "a fox, (snow:1.2)" in answer.response.content.replace("\\", "")
    assert "시드: 42" in answer.response.content


@pytest.mark.parametrize(
    ("attachments", "key"), [([], "error.no_picture_here"), ([("cat.png", png())], "error.no_recipe")]
)
async def test_a_message_without_a_recipe_says_so(world: World, attachments: list[Any], key: str) -> None:
    message = await world.bob.send(world.channel, "hello", attachments=attachments)
    answer = await world.alice.context_menu(world.channel, RECIPE, message)

    assert (answer.ephemeral, answer.response.content) == (True, say("en", key))
