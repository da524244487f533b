"""Numbers and times as a language writes them. Pure."""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent

from bot.i18n.sentences import say
from bot.people import Locale

_TENTHS_BELOW_S = 10


def decimal(locale: Locale, x: float) -> str:
    """Grouped, with at most three decimals: 1234.5 is "1,234.5"."""
    return format_decimal(x, locale=locale)


def percent(locale: Locale, fraction: float) -> str:
    """Whole percents of a fraction: 0.354 is "35%"."""
    return format_percent(fraction, locale=locale)


def duration(locale: Locale, seconds: float) -> str:
    """At most two units: "0.4 s", "3 s", "2 min 5 s", "1 h 3 min"; below ten seconds with tenths. Never negative."""
    seconds = max(seconds, 0.0)
    if round(seconds, 1) < _TENTHS_BELOW_S:
        return say(locale, "duration.s", {"s": round(seconds, 1)})
    minutes, s = divmod(round(seconds), 60)
    h, m = divmod(minutes, 60)
    if h:
        return say(locale, "duration.h_min", {"h": h, "min": m}) if m else say(locale, "duration.h", {"h": h})
    if minutes:
        return say(locale, "duration.min_s", {"min": m, "s": s}) if s else say(locale, "duration.min", {"min": m})
    return say(locale, "duration.s", {"s": s})
