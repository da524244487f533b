"""Weights of planned keywords: relative within a prompt, since neither cosines nor ranks compare across prompts."""

from __future__ import annotations

from collections.abc import Sequence

LIGHTEST, HEAVIEST = 1.05, 1.35
ALONE = 1.2
"""The weight where there is nothing to compare with."""


def weigh(scores: Sequence[float], least_spread: float = 0.0) -> list[float]:
    """Scores, larger for more important, as weights from LIGHTEST to HEAVIEST; all equal ones get ALONE.

    Scores that differ by less than `least_spread` take less than the whole range, around its middle.
    """
    if not scores:
        return []
    low, high = min(scores), max(scores)
    spread = max(high - low, least_spread)
    if spread < 1e-9:  # noqa: PLR2004 - rounding, not meaning
        return [ALONE] * len(scores)
    middle, share = (low + high) / 2, (HEAVIEST - LIGHTEST) / spread
    return [round((LIGHTEST + HEAVIEST) / 2 + (score - middle) * share, 2) for score in scores]
