"""The prompt engine through its own process, as the bot uses it."""

from __future__ import annotations

import pytest

from bot.prompt.planner import Planner

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("text", "prompt", "sentence"),
    [
        ("노을 지는 바다", ["sunset", "sea"], "sea at sunset"),
        ("밤 바다", ["night sea"], "night sea"),
        ("밤 골목", ["night", "alley"], "alley at night"),
        ("낮 바다", ["day", "sea"], "sea by day"),
        ("빨간 배경", ["red background"], "red background"),
        ("파란 눈을 가진 고양이가 춤을 춘다", ["blue eyes", "dancing cat"], "dancing cat with blue eyes"),
    ],
)
async def test_korean_becomes_english_phrases_and_a_sentence(
    planner: Planner, text: str, prompt: list[str], sentence: str
) -> None:
    plan = await planner.plan(text)

    assert [keyword.text for keyword in plan.keywords] == prompt
    assert plan.prompt_2 == sentence
    assert all(1.05 <= keyword.weight <= 1.35 for keyword in plan.keywords)
