"""Ranges of time as people say them: rounded outwards, so that what is said stays as true as what is known. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from bot.i18n.sentences import say
from bot.people import Locale

_MINUTE_S, _HOUR_S = 60, 3600


@dataclass(frozen=True, slots=True)
class Span:
    """Whole units; `low` 0 is from now on."""

    low: int
    high: int
    unit: Literal["s", "min", "h"]


def span_of(low_s: float, high_s: float) -> Span:
    """In the unit and the steps that suit its end: 5 s, 10 s, a minute, 5 minutes, an hour."""
    if high_s <= _MINUTE_S:
        step = 5 if high_s <= _MINUTE_S / 2 else 10
        return Span(*_outwards(low_s, high_s, step), unit="s")
    if high_s <= _HOUR_S:
        step = 1 if high_s <= 10 * _MINUTE_S else 5
        return Span(*_outwards(low_s / _MINUTE_S, high_s / _MINUTE_S, step), unit="min")
    return Span(*_outwards(low_s / _HOUR_S, high_s / _HOUR_S, 1), unit="h")


def _outwards(low: float, high: float, step: int) -> tuple[int, int]:
    return math.floor(max(low, 0.0) / step) * step, max(math.ceil(high / step), 1) * step


def coming(locale: Locale, span: Span) -> str:
    """As "in about 2–3 min", "within 2 min"."""
    return say(locale, "eta.coming" if span.low else "eta.coming_within", {"span": _said(locale, span)})


def remaining(locale: Locale, span: Span) -> str:
    """As "about 2–3 min left", "less than 2 min left"."""
    return say(locale, "eta.left" if span.low else "eta.left_within", {"span": _said(locale, span)})


def _said(locale: Locale, span: Span) -> str:
    if span.low in {0, span.high}:
        return say(locale, f"duration.{span.unit}", {span.unit: span.high})
    return say(locale, f"span.{span.unit}", {"low": span.low, "high": span.high})
