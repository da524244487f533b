"""A story becomes a scene; a long prompt stays as long as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plan import Weighted
from bot.prompt.planner import Planner
from bot.prompt.story import SCENE, STORY, is_story, scene_of


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(("story", "told"), [("story-fox.txt", "fox"), ("story-tiger.txt", "tiger")])
async def test_a_story_becomes_a_scene(planner: Planner, story: str, told: str) -> None:
    plan = await planner.plan(Path(__file__).with_name(story).read_text(encoding="utf-8"))

    assert len(plan.english.split()) <= SCENE
    assert told in plan.prompt_2
    assert told in plan.prompt
    assert len(plan.prompt.split()) <= SCENE
    assert "paint" not in plan.english.replace("painter", "").replace("painted", "")
    assert '"' not in plan.prompt
    assert "warning.story" in plan.warnings


@pytest.mark.asyncio(loop_scope="session")
async def test_a_long_prompt_is_no_story(planner: Planner) -> None:
    words = [f"a {colour} {thing}" for colour in ("red", "blue", "green", "white") for thing in ("cat", "sea") * 9]

    plan = await planner.plan(", ".join(words))

    assert len(plan.prompt_2.split()) == 3 * len(words) > STORY
    assert plan.warnings == ()


def test_a_scene_is_of_what_weighs_most_in_the_storys_own_order() -> None:
    story = "A road went on. " * 40 + "A red fox slept. " + "Nothing was said. " * 10 + "The moon rose over a castle."

    scene = scene_of(story, (Weighted("moon", 1.35), Weighted("red fox", 1.2)))

    assert scene == "A red fox slept, The moon rose over a castle"


@given(st.text(max_size=2000), st.lists(st.text(max_size=12), max_size=5))
def test_any_text_has_a_scene_within_its_length(text: str, keywords: list[str]) -> None:
    scene = scene_of(text, [Weighted(keyword, 1.3) for keyword in keywords])

    assert len(scene.split()) <= SCENE
    assert not is_story(text, scene)
