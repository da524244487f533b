"""Scores Korean lemmas against a list of prompts with the units that matter in each.

A line: PROMPT <tab> UNITS // NEUTRAL. `a|b` are alternatives, `a+b` an accepted split, `~a` an alternative that is
known but not accepted. Neutral words are neither wanted nor wrong; nor are negators, which a plan moves away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

NEGATORS = frozenset({"없다", "없이", "말다", "않다"})


@dataclass(frozen=True, slots=True)
class Gold:
    text: str
    units: tuple[str, ...]
    neutral: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    hits: int
    missed: tuple[str, ...]
    extra: tuple[str, ...]


def read(path: Path) -> list[Gold]:
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    golds = []
    for text, rest in lines:
        units, _, neutral = rest.partition("//")
        golds.append(Gold(text, tuple(units.split()), frozenset(neutral.split())))
    return golds


def score(found: Iterable[str], gold: Gold) -> Score:
    left = Counter(word for word in found if word not in NEGATORS)
    missed = []
    hits = 0
    for unit in gold.units:
        alternatives = unit.split("|")
        if NEGATORS & set(alternatives):
            continue
        for alternative in alternatives:
            parts = Counter(alternative.split("+"))
            if not alternative.startswith("~") and all(left[part] >= times for part, times in parts.items()):
                left -= parts
                hits += 1
                break
        else:
            missed.append(unit)
    extra = (word for word, times in left.items() if word not in gold.neutral for _ in range(times))
    return Score(hits, tuple(missed), tuple(extra))


def f1(scores: Iterable[Score]) -> float:
    scores = list(scores)
    hits = sum(score.hits for score in scores)
    wrong = sum(len(score.missed) + len(score.extra) for score in scores)
    return 2 * hits / (2 * hits + wrong)
