"""The verdict over a plan: painted, painted behind a veil, or not painted. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal, get_args

from bot.moderation.normal import normal
from bot.moderation.readings import plain, readings
from bot.moderation.words import Category, Entry, Found, WordList
from bot.plan import PromptPlan

Mode = Literal["off", "standard", "safe"]
"""`off` still refuses what is never painted: minors in anything sexual."""
MODES: tuple[Mode, ...] = get_args(Mode)
"""Laxest first."""
Outcome = Literal["allow", "spoiler", "refuse"]

_AGE = re.compile(r"(?<![\d.])(?:[1-9]|1[0-7]) ?-?(?:(?:years?|yrs?)[ -]?old|y/?o(?![a-z])|살|세(?![가-힣]))")
"""A person under 18."""

_NEVER_PAINTED = 3
_OUTCOMES: dict[Mode, tuple[Outcome, ...]] = {
    "off": ("allow", "allow", "allow", "allow", "refuse"),
    "standard": ("allow", "allow", "spoiler", "refuse", "refuse"),
    "safe": ("allow", "spoiler", "refuse", "refuse", "refuse"),
}
"""By severity."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`category` is what it is about, where it is not simply allowed."""

    outcome: Outcome
    category: Category | None = None


ALLOWED = Verdict("allow")


def judge(plan: PromptPlan, words: WordList, mode: Mode) -> Verdict:
    """What becomes of a text. Time in proportion to its length; never raises."""
    found, young = wanted(plan, words), bool(_AGE.search(normal(plan.text)) or _AGE.search(normal(plan.english)))
    minors = [entry for entry in found if entry.category == "minors"]
    sexual = any(entry.category == "sexual" for entry in found)
    if any(entry.severity >= _NEVER_PAINTED for entry in minors) or (sexual and (minors or young)):
        return Verdict("refuse", "minors")
    worst = max(found, key=lambda entry: (entry.severity, entry.category), default=None)
    if worst is None:
        return ALLOWED
    outcome = _OUTCOMES[mode][worst.severity]
    return ALLOWED if outcome == "allow" else Verdict(outcome, worst.category)


def wanted(plan: PromptPlan, words: WordList) -> frozenset[Entry]:
    """The words of the list that a picture is asked for with.

    What was typed counts unless the plan knows that it is not wanted ("no nudity") and nothing of the kind is. What
    was understood or translated counts unless something typed of the kind was innocent ("a lipstick in a nude tone").
    """
    typed = _typed(f"{plan.text}\n{plan.style}", words)
    understood = _all(
        [words.in_lemma(lemma) for lemma in plan.lemmas]
        + [words.in_reading(plain(text)) for text in (plan.english, plan.prompt, plan.prompt_2)]
    )
    refused = _all([words.in_reading(plain(plan.negative_prompt)), *map(words.in_lemma, plan.negatives)])
    excused = _kinds(typed.excused) - _kinds(typed.counted)
    painted = {entry for entry in understood.counted if entry.category not in excused}
    said = {e for e in typed.counted if e not in refused.counted or e.category in _kinds(painted)}
    return frozenset(painted | said)


def _typed(text: str, words: WordList) -> Found:
    """What is innocent as it stands, `blue-footed`, does not become guilty by another reading."""
    read, as_it_stands = readings(text), words.in_reading(plain(text))
    tricks = _all([*map(words.in_reading, read.whole), *map(words.in_made, read.made)])
    return as_it_stands | Found(tricks.counted - (as_it_stands.excused - as_it_stands.counted), tricks.excused)


def _all(found: Iterable[Found]) -> Found:
    return reduce(or_, found, Found())


def _kinds(entries: Iterable[Entry]) -> frozenset[Category]:
    return frozenset(entry.category for entry in entries)
