"""English for who reads Korean: a provider's where one is on, the lexicon's else."""

from __future__ import annotations

import pytest

from bot.prompt.planner import Planner
from tests.prompt.providers.kinds import chat_says, deepl_says, papago_says
from tests.prompt.providers.service import FAULT, HANGS, Says
from tests.prompt.providers.test_planning import planning

pytestmark = pytest.mark.asyncio(loop_scope="session")

ENGLISH, KOREAN = "a red boat at sunset", "노을 속의 빨간 배"


@pytest.mark.parametrize(
    ("name", "says"),
    [("papago", papago_says(KOREAN)), ("chat", chat_says({"korean": KOREAN})), ("deepl", deepl_says(KOREAN))],
)
async def test_a_provider_is_asked_first(planner: Planner, name: str, says: Says) -> None:
    async with planning(planner, {name: says}) as (mine, services):
        assert await mine.korean(ENGLISH) == KOREAN
        assert ENGLISH in str(services[name].asked)


@pytest.mark.parametrize("says", [HANGS, FAULT, papago_says("no Korean at all"), papago_says("@everyone")])
async def test_a_provider_that_does_not_answer_leaves_the_lexicon(planner: Planner, says: Says) -> None:
    async with planning(planner, {"papago": says}, 0.3) as (mine, _):
        assert await mine.korean(ENGLISH) == "빨간 배, 노을"


async def test_what_comes_back_calls_nobody_and_links_nowhere(planner: Planner) -> None:
    async with planning(planner, {"papago": papago_says("@everyone 빨간 **배** https://example.com")}) as (mine, _):
        assert await mine.korean(ENGLISH) == "everyone 빨간 배"


@pytest.mark.parametrize("text", ["노을", "노을 sunset", "", "zorblax", "🌊", "https://example.com/sea"])
async def test_nothing_is_told_of_korean_and_of_what_nobody_knows(planner: Planner, text: str) -> None:
    assert await planner.korean(text) == ""


async def test_options_and_names_are_not_told(planner: Planner) -> None:
    assert await planner.korean('a cat by "MINSU" @minsu --no dogs') == "고양이"
