from __future__ import annotations

from pathlib import Path

import pytest
from simcord import Env

from bot.i18n import say
from bot.jobs import JobState
from tests.handlers.discord.heard import Heard
from tests.handlers.discord.house import House
from tests.handlers.discord.world import World


@pytest.fixture
async def waiting(house: House, world: World, heard: Heard) -> World:
    """Alice has a job that is being painted and will not go on by itself."""
    house.engine.hold(step=2)
    await world.imagine()
    await house.reached(2)
    await heard.until(lambda call: "hwaga:cancel:" in str(call.body))
    return world


async def test_the_person_of_a_job_stops_it_with_its_button(house: House, waiting: World) -> None:
    answer = await waiting.alice.click(waiting.message, label="Cancel")
    await house.settled()

    assert (answer.ephemeral, answer.response.content) == (True, say("en", "cancel.stopped"))
    assert waiting.message.content == say("en", "view.stopped")
    labels = [button.label for row in waiting.message.components for button in row.children]
    assert say("en", "action.cancel") not in labels
    assert (await house.jobs_of(waiting.alice))[0].state == JobState.STOPPED


async def test_a_strangers_press_is_refused_and_the_job_lives(house: House, waiting: World) -> None:
    answer = await waiting.bob.click(waiting.message, label="Cancel")

    assert (answer.ephemeral, answer.response.content) == (True, say("en", "error.not_yours"))
    assert (await house.jobs_of(waiting.alice))[0].state == JobState.PAINTING
    house.engine.release()
    await house.settled()
    assert waiting.message.content == say("en", "view.done")


async def test_the_command_stops_the_newest_job(house: House, waiting: World) -> None:
    answer = await waiting.alice.slash(waiting.channel, "cancel")
    await house.settled()

    assert (answer.ephemeral, answer.response.content) == (True, say("en", "cancel.stopped"))
    assert waiting.message.content == say("en", "view.stopped")


async def test_who_has_no_job_is_told_so(house: House, waiting: World) -> None:
    answer = await waiting.bob.slash(waiting.channel, "cancel")

    assert answer.ephemeral
    assert answer.response.content
    house.engine.release()
    await house.settled()


async def test_the_button_works_after_a_restart(env: Env, house: House, waiting: World, tmp_path: Path) -> None:
    await house.close()
    again = House(tmp_path)
    again.engine.hold(step=2)
    await env.restart_bot(again.front.bot)
    await again.open(env)
    answer = await waiting.alice.click(waiting.message, label="Cancel")
    await again.settled()

    assert answer.response.content == say("en", "cancel.stopped")
    assert waiting.message.content == say("en", "view.stopped")
    await again.close()
