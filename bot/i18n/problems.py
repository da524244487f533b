"""An error as a sentence: what its values are called, and how long its seconds are. Pure."""

from __future__ import annotations

from bot.errors import Problem, Value
from bot.i18n.numbers import duration
from bot.i18n.sentences import exists, say
from bot.people import Locale

_LABELLED = frozenset({"category", "option", "platform", "task"})
"""Fields of errors whose values have names of their own: the message `<field>.<value>`."""

_TIMES = frozenset({"cooldown_s", "wait_s"})
"""Fields that are said as "2 min 5 s"."""


def say_problem(locale: Locale, problem: Problem) -> str:
    """An error, as its person should read it."""
    values = {field: _said(locale, field, value) for field, value in problem.values.items()}
    return say(locale, problem.key, values)


def _said(locale: Locale, field: str, value: Value) -> Value:
    label = f"{field}.{value}"
    if field in _LABELLED and exists(locale, label):
        return say(locale, label)
    if field in _TIMES and not isinstance(value, str):
        return duration(locale, value)
    return value
