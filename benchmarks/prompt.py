"""The prompt engine as the bot uses it: how soon it is ready, how long a plan takes, what it knows."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import psutil
import structlog

from benchmarks.report import percentile, say, versions
from bot.config import Settings
from bot.plan import PromptPlan
from bot.prompt.planner import Planner

PROMPTS = Path(__file__).with_name("gloss-prompts.tsv")
ENGLISH = (
    "a blue cat dancing in a foggy forest, cinematic light",
    "an old lighthouse on a cliff under a stormy sky, waves crashing, oil painting",
    "portrait of a young woman with red hair and freckles, soft window light, bokeh",
    "please draw me a picture of an astronaut riding a horse on the moon, no people",
    "a cozy cabin in a snowy forest at night with warm light in the windows",
    "red sports car parked on a wet street, neon reflections, rain",
    "watercolor painting of a mountain lake at sunrise, mist over the water",
    "tiny robot gardener watering sunflowers, pixar style",
)
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class PromptReport:
    """Readiness in seconds since the planner was started, plans in milliseconds as the bot waits for them.

    `plan_*` are over as many English texts as Korean ones. `rss_mb` is the analysis process's, in MiB, when all is
    warm. `gloss_share` is the share of content words of 200 prompts that got an English that fits (0-1).
    """

    versions: dict[str, str]
    korean_ready_s: float
    english_ready_s: float
    witness_ready_s: float
    korean_p50_ms: float
    korean_p95_ms: float
    english_p50_ms: float
    plan_p50_ms: float
    plan_p95_ms: float
    rss_mb: float
    gloss_share: float


@dataclass(frozen=True, slots=True)
class Expected:
    """A prompt and, for each of its content words, the English words of which one has to come."""

    text: str
    words: tuple[tuple[str, ...], ...]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def prompt(*, as_json: bool) -> None:
    """Plans, offline."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # stdout is the report's
    say(run(), as_json=as_json)


def run() -> PromptReport:
    """Measure; takes about a minute."""
    return asyncio.run(_measure())


async def _measure() -> PromptReport:
    planner = Planner(Settings(_env_file=None))
    began = time.perf_counter()
    await planner.start()
    ready_s = []
    for part in ("kiwi", "keybert", "okt"):
        await planner.analyst.until_warm(part)
        ready_s.append(time.perf_counter() - began)
    expected = read(PROMPTS)
    for text in (*ENGLISH, *(one.text for one in expected)):  # the JVM compiles what it meets, the first time
        await planner.plan(text)
    korean_ms, plans = await _timed(planner, [one.text for one in expected])
    english_ms, _ = await _timed(planner, ENGLISH * (len(expected) // len(ENGLISH)))
    rss = psutil.Process(planner.analyst.pid).memory_info().rss
    await planner.stop()
    both_ms = [*korean_ms[: len(english_ms)], *english_ms]
    return PromptReport(
        versions=versions("kiwipiepy", "keybert", "konlpy", "torch"),
        korean_ready_s=ready_s[0],
        english_ready_s=ready_s[1],
        witness_ready_s=ready_s[2],
        korean_p50_ms=percentile(korean_ms, 0.5),
        korean_p95_ms=percentile(korean_ms, 0.95),
        english_p50_ms=percentile(english_ms, 0.5),
        plan_p50_ms=percentile(both_ms, 0.5),
        plan_p95_ms=percentile(both_ms, 0.95),
        rss_mb=rss / _MIB,
        gloss_share=share(plans, expected),
    )


async def _timed(planner: Planner, texts: Sequence[str]) -> tuple[list[float], list[PromptPlan]]:
    """Milliseconds of each plan, one after another."""
    took_ms, plans = [], []
    for text in texts:
        began = time.perf_counter()
        plans.append(await planner.plan(text))
        took_ms.append((time.perf_counter() - began) * 1000)
    return took_ms, plans


def read(path: Path) -> list[Expected]:
    """Lines of `prompt <tab> word=english|alternative, word=english`."""
    lines = [
        line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line and line[0] != "#"
    ]
    return [Expected(text, tuple(_alternatives(word) for word in words.split(", "))) for text, words in lines]


def _alternatives(word: str) -> tuple[str, ...]:
    return tuple(word.partition("=")[2].split("|"))


def share(plans: Sequence[PromptPlan], expected: Sequence[Expected]) -> float:
    """The share of the words that have an English that fits, wanted or not."""
    found = [_has(plan, words) for plan, one in zip(plans, expected, strict=True) for words in one.words]
    return sum(found) / len(found)


def _has(plan: PromptPlan, words: Sequence[str]) -> bool:
    text = f"{plan.english}, {plan.negative_prompt}".lower()
    return any(re.search(rf"\b{re.escape(word.lower())}(?:s|es)?\b", text) for word in words)
