"""Editing: new text is read anew, new English gets new keywords, a new prompt is taken as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.commands.explain import ExplainOptions, explain
from bot.commands.imagine import ImagineOptions, imagine
from bot.commands.parse import Given, parse
from bot.commands.reword import RewordOptions, reword
from bot.commands.studio import Studio
from bot.errors import Moderated, NothingChanged
from bot.prompt.planner import Planner
from tests.commands.rooms import Caller, rooms

pytestmark = pytest.mark.asyncio(loop_scope="session")

WISH = ImagineOptions(text="노을 지는 바다 --steps 3", negative="배", seed=42)


@pytest_asyncio.fixture(loop_scope="session")
async def studio(planner: Planner, tmp_path: Path) -> AsyncIterator[Studio]:
    async with rooms(tmp_path, planner, jobs_per_person=0) as studio:
        await imagine(Caller(), WISH, studio)
        yield studio


async def test_a_new_text_is_read_anew_with_the_seed_and_what_was_left_out_by_hand(studio: Studio) -> None:
    job = await reword(Caller(), RewordOptions(text="사람 없는 눈 덮인 산"), studio)

    assert "mountain" in job.request.prompt
    assert "sea" not in job.request.prompt_2
    assert job.request.negative_prompt == "people, ship"
    assert (job.request.seed, job.request.num_inference_steps) == (42, 3)


async def test_new_english_gets_new_keywords_only(studio: Studio) -> None:
    job = await reword(Caller(), RewordOptions(english="a stormy sea at night"), studio)

    assert job.request.prompt_2 == "a stormy sea at night"
    assert {keyword.text for keyword in job.plan.keywords} == {"stormy sea at night"}
    assert job.request.negative_prompt == "ship"
    assert job.plan.known == ()


async def test_a_new_prompt_is_taken_as_it_is_and_a_negative_in_korean_is_translated(studio: Studio) -> None:
    job = await reword(Caller(), RewordOptions(prompt="(red:1.4) sea, no ship", negative="사람, 새"), studio)

    assert job.request.prompt == job.request.prompt_2 == "(red:1.4) sea, no ship"
    assert job.request.negative_prompt == "people, bird"
    assert job.plan.keywords == ()


async def test_an_emptied_negative_leaves_nothing_out(studio: Studio) -> None:
    job = await reword(Caller(), parse(RewordOptions, {"negative": "", "seed": None, "text": ""}), studio)

    assert job.request.negative_prompt == ""


async def test_a_form_filled_with_what_is_there_changes_what_was_changed_in_it(studio: Studio) -> None:
    job = await reword(Caller(), RewordOptions(seed=1), studio)
    filled: dict[str, Given | None] = {
        "text": job.plan.text,
        "english": job.plan.english,
        "prompt": job.plan.prompt,
        "negative": job.plan.negative_prompt,
        "seed": job.request.seed,
        "job": job.id,
    }

    with pytest.raises(NothingChanged):
        await reword(Caller(), parse(RewordOptions, filled), studio)
    other = await reword(Caller(), parse(RewordOptions, {**filled, "seed": 7}), studio)
    assert (other.request.seed, other.plan) == (7, job.plan)


@pytest.mark.parametrize("options", [RewordOptions(prompt="a naked child"), RewordOptions(english="n a k e d child")])
async def test_what_is_typed_in_editing_is_moderated(studio: Studio, options: RewordOptions) -> None:
    with pytest.raises(Moderated):
        await reword(Caller(), options, studio)


async def test_a_plan_is_explained_to_its_person(studio: Studio) -> None:
    told = (await explain(Caller(), ExplainOptions(), studio)).text

    assert "바다 → sea" in told
    assert "ship" in told
