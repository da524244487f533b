from __future__ import annotations

from typing import Any

import pytest
from simcord import Env

from tests.handlers.discord.house import House
from tests.handlers.discord.world import World


@pytest.mark.parametrize("typed", ["수채화", "ㅅㅊㅎ", "수채"])
async def test_styles_are_found_by_first_consonants(
    world: World, payloads: dict[int, dict[str, Any]], typed: str
) -> None:
    payloads[world.alice.id] = {"locale": "ko"}
    offered = await world.alice.autocomplete(world.channel, "imagine", "style", typed)

    assert "수채화" in [choice["name"] for choice in offered]
    assert 0 < len(offered) <= 25


async def test_shapes_are_suggested_by_what_is_typed(world: World) -> None:
    offered = await world.alice.autocomplete(world.channel, "imagine", "size", "16")

    assert [choice["value"] for choice in offered] == ["16:9", "9:16"]


async def test_ones_own_pictures_are_offered_by_their_words_and_nobody_elses(house: House, world: World) -> None:
    for text in ("노을 지는 바다", "눈 덮인 산" + " 그리고 하늘" * 30):
        await world.imagine(text)
    await house.settled()
    newest, oldest = await house.jobs_of(world.alice)

    offered = await world.alice.autocomplete(world.channel, "again", "job", "ㅂㄷ")
    everything = await world.alice.autocomplete(world.channel, "again", "job", "")
    assert [(choice["name"], choice["value"]) for choice in offered] == [("노을 지는 바다", oldest.id)]
    assert [choice["value"] for choice in everything] == [newest.id, oldest.id]
    assert len(everything[0]["name"]) <= 100
    assert await world.bob.autocomplete(world.channel, "again", "job", "") == []


async def test_a_job_chosen_from_the_list_is_the_one_that_is_done(env: Env, house: House) -> None:
    carol = env.create_user("carol")
    for text in ("a fox", "a hen"):
        await carol.slash("imagine", text=text, raw=True)
    (found,) = await carol.autocomplete("again", "job", "fox")
    await carol.slash("again", job=found["value"])
    await house.settled()

    newest, *_ = await house.jobs_of(carol)
    assert newest.request.prompt == "a fox"
