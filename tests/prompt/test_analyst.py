"""The analysis process may die at any time: that costs a retry, and nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.errors import AnalysisDied
from bot.prompt.analyst import Analyst
from bot.prompt.planner import Planner

LIMIT_S = 120


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def analyst() -> AsyncIterator[Analyst]:
    """One after another they kill it, and stop it in the end: each start takes seconds."""
    analyst = Analyst(None)
    yield analyst
    await analyst.stop()


@pytest.mark.asyncio(loop_scope="module")
async def test_a_death_in_the_middle_costs_a_retry_and_nothing_else(analyst: Analyst) -> None:
    async with asyncio.timeout(LIMIT_S):
        await analyst.start()
        questions = [asyncio.create_task(analyst.analyse(text)) for text in ("노을 지는 바다", "밤 골목")]
        await analyst.until_warm("kiwi")
        first = analyst.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)

        sunset, night = await asyncio.gather(*questions)
        again = await analyst.analyse("노을 지는 바다")

    assert sunset.english == again.english == "sea at sunset"
    assert night.english == "alley at night"


@pytest.mark.asyncio(loop_scope="module")
async def test_a_death_while_idle_is_mended_before_anybody_asks(analyst: Analyst) -> None:
    async with asyncio.timeout(LIMIT_S):
        await analyst.start()
        assert (await analyst.analyse("고양이")).english == "cat"
        first, watch = analyst._child, analyst._watch
        assert first is not None
        assert watch is not None
        await first.kill()
        await watch
        await analyst.until_warm("kiwi")

        assert analyst.pid != first.pid

        assert (await analyst.analyse("고양이")).english == "cat"


@pytest.mark.asyncio(loop_scope="module")
async def test_who_waits_while_it_is_stopped_hears_of_it_and_no_process_stays(analyst: Analyst) -> None:
    async with asyncio.timeout(LIMIT_S):
        await analyst.start()
        question = asyncio.create_task(analyst.analyse("고양이"))
        await asyncio.sleep(0)  # the question is asked
        await analyst.stop()

        with pytest.raises(AnalysisDied):
            await question
        assert analyst._child is not None
        assert not analyst._child.alive


async def test_stopping_twice_and_unstarted_is_no_error() -> None:
    analyst = Analyst(None)

    await analyst.stop()
    await analyst.stop()

    assert analyst.pid is None


async def test_the_owners_words_win(tmp_path: Path) -> None:
    own = tmp_path / "words.tsv"
    own.write_text("뿌잉콩\tpink dragon plush\n고양이\tn\tmaine coon cat\n", encoding="utf-8")
    analyst = Analyst(own)

    async with asyncio.timeout(LIMIT_S):
        understood = await analyst.analyse("뿌잉콩과 고양이")
    await analyst.stop()

    assert understood.english == "pink dragon plush and maine coon cat"
    assert understood.unknown == ()


@pytest.mark.asyncio(loop_scope="session")
async def test_the_bot_side_imports_nothing_heavy(planner: Planner) -> None:
    await planner.plan("고양이")
    code = (
        "import sys, bot.prompt.planner;"
        "heavy = {'torch', 'transformers', 'jpype', 'kiwipiepy', 'konlpy', 'keybert', 'sklearn', 'numpy'};"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)

    assert await process.wait() == 0
