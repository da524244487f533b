"""Weights of planned keywords: relative within a prompt, since neither cosines nor ranks compare across prompts."""

from __future__ import annotations

from collections.abc import Sequence

LIGHTEST, HEAVIEST = 1.05, 1.35
ALONE = 1.2
"""The weight where there is nothing to compare with."""


def weigh(scores: Sequence[float]) -> list[float]:
    """Scores, larger for more important, as weights from LIGHTEST to HEAVIEST; all equal ones get ALONE."""
    if not scores:
        return []
    low, high = min(scores), max(scores)
    if high - low < 1e-9:  # noqa: PLR2004 - rounding, not meaning
        return [ALONE] * len(scores)
    return [round(LIGHTEST + (HEAVIEST - LIGHTEST) * (score - low) / (high - low), 2) for score in scores]
