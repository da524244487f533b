"""What the prompt engine promises, held against the benchmark's own prompts; its times only where nobody else works."""

from __future__ import annotations

import pytest

from benchmarks.prompt import PROMPTS, read, run, share
from bot.prompt.planner import Planner


@pytest.mark.asyncio(loop_scope="session")
async def test_the_gloss_knows_nine_of_ten_content_words_of_ordinary_prompts(planner: Planner) -> None:
    expected = read(PROMPTS)

    plans = [await planner.plan(one.text) for one in expected]

    assert len(expected) == 200
    assert share(plans, expected) >= 0.9


@pytest.mark.long
def test_plans_are_quick_and_the_process_is_small() -> None:
    report = run()

    assert report.korean_p50_ms <= 15
    assert report.plan_p50_ms <= 90
    assert report.rss_mb <= 1500
    assert report.korean_ready_s <= 6
    assert report.english_ready_s <= 20
