from __future__ import annotations

from pathlib import Path

import pytest
from simcord import Env

from bot.i18n import say
from bot.jobs import Job
from tests.handlers.discord.house import House
from tests.handlers.discord.world import World


@pytest.fixture
async def painted(house: House, world: World) -> Job:
    """Alice's lighthouse."""
    await world.imagine("a lighthouse", seed=7, negative="ships")
    await house.settled()
    (job,) = await house.jobs_of(world.alice)
    return job


EDIT = say("en", "action.edit")


@pytest.mark.usefixtures("painted")
async def test_the_form_holds_text_english_negative_and_seed(world: World) -> None:
    shown = await world.alice.click(world.message, label=EDIT)

    lines = {label["component"]["custom_id"]: label["component"].get("value") for label in shown.modal["components"]}
    assert lines == {"text": "a lighthouse", "english": "a lighthouse", "negative": "ships", "seed": "7"}
    assert shown.modal["title"] == EDIT


async def test_what_is_changed_in_the_form_is_painted_anew(house: House, painted: Job, world: World) -> None:
    shown = await world.alice.click(world.message, label=EDIT)
    await world.alice.submit_modal(shown, {"text": "a lighthouse", "negative": "", "seed": "8"})
    await house.settled()

    new, old = await house.jobs_of(world.alice)
    assert old.id == painted.id
    assert (new.plan.text, new.request.negative_prompt, new.request.seed) == ("a lighthouse", "", 8)


@pytest.mark.usefixtures("painted")
async def test_a_form_that_is_sent_after_a_restart_is_done(
    env: Env, house: House, world: World, tmp_path: Path
) -> None:
    shown = await world.alice.click(world.message, label=EDIT)
    await house.close()
    again = House(tmp_path)
    await env.restart_bot(again.front.bot)
    await again.open(env)
    await world.alice.submit_modal(shown, {"seed": "8"})
    await again.settled()

    assert [job.request.seed for job in await again.jobs_of(world.alice)] == [8, 7]
    await again.close()


@pytest.mark.usefixtures("painted")
async def test_somebody_elses_picture_is_not_edited(world: World) -> None:
    answer = await world.bob.click(world.message, label=EDIT)

    assert (answer.ephemeral, answer.response.content) == (True, say("en", "error.not_yours"))


@pytest.mark.usefixtures("painted")
async def test_a_strangers_press_of_again_is_refused_and_nobody_else_sees_it(house: House, world: World) -> None:
    before = len(world.channel.history())
    answer = await world.bob.click(world.message, label=say("en", "action.again"))

    assert (answer.ephemeral, answer.response.content) == (True, say("en", "error.not_yours"))
    assert len(world.channel.history(viewer=world.alice)) == before
    assert await house.jobs_of(world.bob) == []


@pytest.mark.usefixtures("painted")
async def test_again_paints_with_another_seed(house: House, world: World) -> None:
    await world.alice.click(world.message, label=say("en", "action.again"))
    await house.settled()

    new, old = await house.jobs_of(world.alice)
    assert new.request.prompt == old.request.prompt
    assert new.request.seed != old.request.seed


@pytest.mark.usefixtures("painted")
async def test_forms_and_refusals_speak_the_language_that_was_chosen_here(world: World) -> None:
    for person in (world.alice, world.bob):
        await person.slash(world.channel, "settings", language="ko")
    shown = await world.alice.click(world.message, label=EDIT)
    refused = await world.bob.click(world.message, label=EDIT)

    assert shown.modal["title"] == say("ko", "action.edit")
    assert refused.response.content == say("ko", "error.not_yours")
