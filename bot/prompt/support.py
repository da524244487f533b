"""Weights from what several sentences agree on: paraphrases of a text say what matters in it, and no more. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from bot.plan import Weighted
from bot.prompt.emphasis import LIGHTEST, weigh

ABOVE = 1.0
"""A weight says as much as it is above this."""


def supported(base: Sequence[Weighted], others: Sequence[Sequence[Weighted]]) -> tuple[Weighted, ...]:
    """The phrases of the base sentence, in its order, weighted anew: the median of a phrase's weights over the
    sentences that have it, scaled by the share of sentences that do.

    `others` are the keywords of paraphrases. Nothing comes in that the base does not say, and nothing goes out; a
    paraphrase has a phrase when it has all its words, in whatever keyword. Weights lie within a prompt's 1.05-1.35.
    """
    heard = [other for other in others if other]
    if not heard or not base:
        return tuple(base)
    scores = [_score(phrase, heard) for phrase in base]
    return tuple(Weighted(phrase.text, weight) for phrase, weight in zip(base, weigh(scores), strict=True))


def _score(phrase: Weighted, others: Sequence[Sequence[Weighted]]) -> float:
    weights = [phrase.weight, *(weight for other in others if (weight := _weight_in(phrase, other)))]
    return (median(weights) - ABOVE) * len(weights) / (len(others) + 1)


def _weight_in(phrase: Weighted, keywords: Sequence[Weighted]) -> float:
    """The heaviest keyword that shares a word with the phrase; 0 unless all its words are there."""
    words = _stems(phrase.text)
    sharing = [keyword for keyword in keywords if words & _stems(keyword.text)]
    there = {stem for keyword in sharing for stem in _stems(keyword.text)}
    if not words or not words <= there:
        return 0.0
    return max(LIGHTEST, *(keyword.weight for keyword in sharing))


def _stems(text: str) -> set[str]:
    """Words without the endings that a paraphrase changes: forests, dancing, danced."""
    return {stem(word) for word in re.findall(r"[^\W_]+", text.lower())}


def stem(word: str) -> str:
    """Rough: "cities" -> "city", "foxes" -> "fox", "dancing" and "danced" -> "danc", "glass" -> "glass"."""
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")):
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) > 2:  # noqa: PLR2004 - a word is left
            return word[: -len(ending)] + instead
    return word
