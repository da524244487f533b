"""The translator on this machine: loaded by the code that loads the real one, in the process that it lives in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import Settings
from bot.errors import BadAnswer, ProviderDown
from bot.prompt.analysis.marian import is_there
from bot.prompt.analyst import Analyst
from bot.prompt.planner import Planner
from bot.prompt.providers.marian import Marian
from bot.prompt.providers.table import turned_on
from tests.prompt.marian import write_folder

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIMIT_S = 120


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("marian") / "opus-mt-ko-en")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def planner(weights: Path) -> AsyncIterator[Planner]:
    planner = Planner(Settings(_env_file=None, marian=str(weights), providers_budget_s=LIMIT_S))
    await planner.start()
    yield planner
    await planner.stop()


async def test_it_translates_the_same_text_the_same_way_in_the_analysis_process(planner: Planner) -> None:
    text = "숲에서 춤추는 고양이. " * 8

    async with asyncio.timeout(LIMIT_S):
        first, again = [await planner.analyst.translate(text) for _ in range(2)]

    assert first == again
    assert first.strip()


async def test_it_is_the_last_translator_and_the_plan_tells_that_it_ran(planner: Planner) -> None:
    plan = await planner.plan("숲에서 춤추는 파란 고양이")

    assert [one.name for one in planner.providers.translators] == ["marian"]
    assert plan.providers == ("kiwi", "marian", "keybert")
    assert plan.english == await planner.analyst.translate("숲에서 춤추는 파란 고양이")


async def test_without_its_weights_it_fails_at_once_as_other_providers_do(tmp_path: Path) -> None:
    analyst = Analyst(None, str(tmp_path / "nowhere"))
    await analyst.start()
    try:
        with pytest.raises(ProviderDown):
            await Marian(analyst).translate("바다", LIMIT_S)
    finally:
        await analyst.stop()


async def test_who_gives_no_time_gets_no_answer(planner: Planner) -> None:
    with pytest.raises(ProviderDown):
        await Marian(planner.analyst).translate("바다", 0.0)


async def test_what_is_no_english_is_no_answer() -> None:
    class Echo(Analyst):
        async def translate(self, korean: str) -> str:
            return korean

    with pytest.raises(BadAnswer):
        await Marian(Echo(None)).translate("바다", 1.0)


async def test_it_is_off_until_its_weights_are_named(weights: Path, tmp_path: Path) -> None:
    assert turned_on(Settings(_env_file=None)) == ()
    assert turned_on(Settings(_env_file=None, marian=str(weights))) == ("marian",)
    assert is_there(str(weights))
    assert not is_there(str(tmp_path))
    assert not is_there("Nobody/has-fetched-this")
    assert not is_there("not / an / id")
