"""Texts that nobody should type: each gets a plan, soon."""

from __future__ import annotations

import asyncio
import random
import time

import psutil
import pytest

from bot.prompt.planner import Planner

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIMIT_S = 20.0
"""Of processors, for one text; most take some milliseconds."""

PIECES = [
    "",
    " ",
    "\x00\x1b[31m",
    "\ud800",
    "\udfff고양이",
    "\u202eمرحبا שלום",
    "e\u0301\u0301\u0301",
    "👩‍👩‍👧‍👦🏳️‍🌈1️⃣",
    "ㅋㅋㅋㅋ",
    "ㅏㅏㅏ",
    "가각간갇갈",
    "뷁쀍뛟",
    "고양이가",
    "노을 지는",
    "사람 없이",
    "없이",
    "말고",
    "빼 줘",
    "그려줘",
    "no",
    "without",
    "no no no",
    "a cat",
    "((((",
    "))))",
    "(:1.2)",
    "(a:)",
    "[[[b",
    "(c:-1e309)",
    "\\\\(",
    "<lora:>",
    "<lora:x:1>",
    '"',
    "'",
    '""""',
    "--",
    "--seed",
    "--no --no",
    "--ar 0:0",
    "—style",
    "http://",
    "@@@@",
    "\ue000\ue001\uf8ff",
    "%s %n {0} {{}} $(rm -rf) `id`",
    "'; DROP TABLE jobs;--",
    "<script>alert(1)</script>",
    "AND OR BREAK ::",
    "漢字かな",
    "𝓬𝓪𝓽",
    "1 2 3 4",
    ".,;:!?",
]
LONG = [
    "고양이 " * 20_000,
    "가" * 100_000,
    "a" * 100_000,
    "a cat and " * 10_000,
    "(" * 50_000 + ")" * 50_000,
    "[(" * 30_000,
    "no " * 30_000,
    "without a cat, " * 5_000,
    "사람 없이 " * 10_000,
    "--no " * 20_000,
    "👩‍👩‍👧‍👦" * 5_000,
    "a," * 50_000,
    '"' * 100_000,
    "ㅋ" * 100_000,
    "\u0301" * 100_000,
    "하늘이 파랗고 " * 10_000,
    "red-" * 20_000,
    "https://" + "a/" * 50_000,
    "@a " * 30_000,
    "핵" * 50_000,
]


def _texts() -> list[str]:
    chance = random.Random(20_251)
    mixed = [" ".join(chance.choices(PIECES, k=chance.randint(1, 12))) for _ in range(200)]
    return [*PIECES, *mixed, *LONG]


def _spent_s(planner: Planner) -> float:
    """By the bot and its analysis, on however busy a machine."""
    analysis = psutil.Process(planner.analyst.pid).cpu_times()
    return time.process_time() + float(analysis.user + analysis.system)


async def test_hostile_texts_get_a_plan_soon(planner: Planner) -> None:
    await asyncio.gather(*(planner.analyst.until_warm(part) for part in ("kiwi", "keybert", "okt")))
    slow = []
    for text in _texts():
        began = _spent_s(planner)
        plan = await planner.plan(text, negative=text[:200], style=text[:50])
        if _spent_s(planner) - began > LIMIT_S:
            slow.append(text[:40])

        assert plan.prompt.encode("utf-8").decode("utf-8") == plan.prompt
        assert not any("\ue000" <= letter <= "\uf8ff" for letter in plan.prompt + plan.prompt_2 + plan.negative_prompt)
        assert 0 <= plan.coverage <= 1

    assert slow == []
