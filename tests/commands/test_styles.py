"""Styles are found by name, by search word and by first consonants, in either language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.commands.imagine import ImagineOptions, imagine
from bot.commands.studio import Studio
from bot.commands.styles import StylesOptions, complete_style, styles_
from bot.engine.fake import FakeBackend
from bot.i18n.initials import found_by, initials
from bot.prompt.planner import Planner
from bot.prompt.providers.styles import matching, styles
from tests.commands.rooms import Caller, rooms

pytestmark = pytest.mark.asyncio(loop_scope="session")

OFFERS = FakeBackend().offers()


@pytest_asyncio.fixture(loop_scope="session")
async def studio(planner: Planner, tmp_path: Path) -> AsyncIterator[Studio]:
    async with rooms(tmp_path, planner, jobs_per_person=0) as studio:
        yield studio


@pytest.mark.parametrize(
    ("typed", "name", "found"),
    [
        ("ㅅㅊㅎ", "수채화", True),
        ("ㅍㅅㅇㅌ", "픽셀 아트", True),
        ("수채", "수채화", True),
        ("Pixel-A", "pixel art", True),
        ("", "수채화", True),
        ("ㅅㅎ", "수채화", False),
        ("ㅏ", "수채화", False),
        ("유화", "수채화", False),
        ("!", "수채화", True),
    ],
)
async def test_names_are_found_by_what_was_begun(typed: str, name: str, found: bool) -> None:  # noqa: FBT001 - a case
    assert found_by(typed, name) is found


async def test_first_consonants_are_letters_as_they_are_typed() -> None:
    assert initials("까치와 2 cats") == "ㄲㅊㅇ 2 cats"


@pytest.mark.parametrize("typed", ["수채화", "watercolor", "수채화풍으로", "ㅅㅊㅎ"])
async def test_the_style_that_is_meant_comes_first(typed: str) -> None:
    assert matching(typed)[0].key == "watercolor"


async def test_a_completion_is_a_name_that_the_table_knows() -> None:
    offered = complete_style("", "ko", OFFERS)

    assert len(offered) == len(styles()) >= 40
    assert all(matching(one.value)[0].ko == one.label for one in offered)


async def test_styles_are_listed_in_the_persons_language_and_told_with_their_words(studio: Studio) -> None:
    every = (await styles_(Caller(), StylesOptions(), studio)).text
    found = (await styles_(Caller(locale="en"), StylesOptions(search="수채"), studio)).text

    assert all(style.ko in every for style in styles())
    assert len(every) < 2000
    assert found.startswith("watercolour: ")
    assert "수채화" in found.splitlines()[0]
    assert "없어" in (await styles_(Caller(), StylesOptions(search="뷁"), studio)).text


async def test_a_style_chosen_by_hand_and_one_that_is_typed_paint_the_same(studio: Studio) -> None:
    chosen = await imagine(Caller(), ImagineOptions(text="고양이", style="수채화", seed=1), studio)
    typed = await imagine(Caller(), ImagineOptions(text="고양이 --style 수채화", seed=1), studio)

    assert chosen.request == typed.request
    assert "watercolour" in chosen.request.prompt
    assert chosen.plan.style == typed.plan.style == "수채화"
