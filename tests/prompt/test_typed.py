"""Texts as people type them on phones: slang, typos, no spaces, dialect, two languages; what has to become of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import weights
from bot.plan import PromptPlan
from bot.prompt.planner import Planner

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIST = Path(__file__).with_name("typed.tsv")
BAR = 0.97


@dataclass(frozen=True, slots=True)
class Typed:
    """Each thing as the words of which one has to come."""

    text: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def typed() -> Iterator[Typed]:
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            text, wanted, unwanted = (*line.split("\t"), "", "")[:3]
            yield Typed(text, tuple(filter(None, wanted.split(", "))), tuple(filter(None, unwanted.split(", "))))


def has(text: str, thing: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?:e?s)?(?!\w)", text, re.IGNORECASE) for word in thing.split("|"))


def painted(plan: PromptPlan) -> str:
    return f"{weights.plain(plan.prompt)}, {plan.prompt_2}"


async def test_what_people_type_is_understood(planner: Planner) -> None:
    missed: list[tuple[str, str]] = []
    leaked: list[tuple[str, str]] = []
    things = 0
    for one in typed():
        plan = await planner.plan(one.text)
        things += len(one.wanted) + len(one.unwanted)
        missed += [(one.text, thing) for thing in one.wanted if not has(painted(plan), thing)]
        missed += [(one.text, f"not {thing}") for thing in one.unwanted if not has(plan.negative_prompt, thing)]
        missed += [(one.text, plan.negative_prompt)] if plan.negative_prompt and not one.unwanted else []
        leaked += [(one.text, thing) for thing in one.unwanted if has(painted(plan), thing)]

    assert leaked == []
    assert 1 - len(missed) / things >= BAR, missed
