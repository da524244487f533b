"""A text that answers a picture: the same seed and photo, other words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.commands.correct import CorrectOptions, correct
from bot.commands.imagine import ImagineOptions, imagine
from bot.commands.studio import Studio
from bot.errors import EmptyRequest, Moderated, NoJobYet, NothingChanged, NotYours
from bot.jobs import JobId
from bot.prompt.planner import Planner
from bot.requests import Hash, Image2Image, Text2Image
from tests.commands.rooms import Caller, rooms

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def studio(planner: Planner, tmp_path: Path) -> AsyncIterator[Studio]:
    async with rooms(tmp_path, planner, jobs_per_person=0) as studio:
        yield studio


async def test_a_correction_keeps_the_seed_and_all_that_it_does_not_mention(studio: Studio) -> None:
    wish = ImagineOptions(text="노란 모자를 쓴 소년이 눈밭을 걷는다", seed=42, steps=3, size="16:9", count=2)
    job = await imagine(Caller(), wish, studio)

    corrected = await correct(Caller(), CorrectOptions(text="모자만 빨갛게, 사람은 빼줘"), studio)

    said = corrected.request
    assert said.prompt_2 == "boy wearing red hat walking in snowfield"
    assert said.negative_prompt == "people"
    assert said == replace(
        job.request, prompt=said.prompt, prompt_2=said.prompt_2, negative_prompt=said.negative_prompt
    )
    assert corrected.id != job.id


async def test_a_correction_is_painted_over_the_same_photo(studio: Studio) -> None:
    job = await imagine(Caller(), ImagineOptions(text="a castle, snow", seed=1), studio)
    assert isinstance(job.request, Text2Image)
    photo = Hash("a" * 64)
    over = replace(job, request=Image2Image.over(job.request, photo, 0.4))
    await studio.store.enqueue(replace(over, id=JobId("f" * 16)))

    corrected = await correct(Caller(), CorrectOptions(text="at night", job="f" * 16), studio)

    assert isinstance(corrected.request, Image2Image)
    assert (corrected.request.image, corrected.request.strength) == (photo, 0.4)
    assert "night" in corrected.request.prompt


async def test_options_in_a_correction_hold_and_older_ones_do_not_come_back(studio: Studio) -> None:
    await imagine(Caller(), ImagineOptions(text="a castle, snow --seed 5 --steps 3", steps=4), studio)

    corrected = await correct(Caller(), CorrectOptions(text="more snow --seed 9 --ar 16:9"), studio)

    assert (corrected.request.seed, corrected.request.num_inference_steps) == (9, 4)
    assert corrected.request.width > corrected.request.height


async def test_a_style_takes_the_place_of_the_last_one(studio: Studio) -> None:
    await imagine(Caller(), ImagineOptions(text="숲속의 고양이 --스타일 수채화"), studio)

    corrected = await correct(Caller(), CorrectOptions(text="--스타일 픽셀아트"), studio)

    assert "watercolour" not in corrected.request.prompt
    assert "pixel art" in corrected.request.prompt
    assert "pixel" not in corrected.request.negative_prompt
    assert corrected.plan.style == "픽셀아트"


async def test_a_correction_is_moderated_as_it_was_typed(studio: Studio) -> None:
    await imagine(Caller(), ImagineOptions(text="a girl of ten in a garden"), studio)

    with pytest.raises(Moderated):
        await correct(Caller(), CorrectOptions(text="make her n a k e d, a child"), studio)


async def test_what_changes_nothing_is_not_painted_again(studio: Studio) -> None:
    await imagine(Caller(), ImagineOptions(text="a castle"), studio)

    with pytest.raises(NothingChanged):
        await correct(Caller(), CorrectOptions(text="please!"), studio)


async def test_nobody_corrects_without_words_without_a_picture_or_what_is_not_theirs(studio: Studio) -> None:
    with pytest.raises(NoJobYet):
        await correct(Caller(), CorrectOptions(text="more snow"), studio)
    job = await imagine(Caller(), ImagineOptions(text="a castle"), studio)
    with pytest.raises(EmptyRequest):
        await correct(Caller(), CorrectOptions(text=" ", job=job.id), studio)
    with pytest.raises(NotYours):
        await correct(Caller("bob"), CorrectOptions(text="more snow", job=job.id), studio)


async def test_once_more_is_the_same_picture_with_another_seed(studio: Studio) -> None:
    job = await imagine(Caller(), ImagineOptions(text="a castle", seed=1), studio)

    again = await correct(Caller(), CorrectOptions(text="다시 그려줘", job=job.id), studio)

    assert again.plan == job.plan
    assert again.request == replace(job.request, seed=again.request.seed)
    assert again.request.seed != job.request.seed
