"""From what a person gave — strings, numbers, bytes — to a command's options, checked against their annotations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeVar

from bot.commands.base import Field, Upload, fields_of
from bot.errors import BadOption, TextTooLong, UnknownOption

Given = str | int | float | bool | bytes
T = TypeVar("T")

YES = frozenset({"1", "true", "yes", "on", "예", "네"})
NO = frozenset({"0", "false", "no", "off", "아니요", "아니오"})


def parse(options: type[T], given: Mapping[str, Given | None]) -> T:
    """Make a command's options; what is missing, None or blank keeps its default.

    Raises UnknownOption, BadOption and TextTooLong.
    """
    fields = {field.name: field for field in fields_of(options)}
    for name in given:
        if name not in fields:
            raise UnknownOption(name)
    return options(**{name: read(fields[name], value) for name, value in given.items() if _chosen(fields[name], value)})


def _chosen(field: Field, given: Given | None) -> bool:
    return given not in (None, "", b"") or (given == "" and field.option.blank)


def read(field: Field, given: Given | None) -> Given:
    """One option's value in its own type and within its range. Raises BadOption and TextTooLong."""
    if field.kind is Upload:
        return Upload(given) if isinstance(given, bytes) else _refuse(field, given)
    if field.kind is str:
        return _text(field, str(given))
    if field.kind is bool:
        return _flag(field, given)
    return _number(field, given)


def _text(field: Field, text: str) -> str:
    limit = field.option.max_length
    if limit is not None and len(text) > limit:
        raise TextTooLong(len(text), limit)
    if field.option.choices and text not in field.option.choices:
        _refuse(field, text)
    return text


def _flag(field: Field, given: Given | None) -> bool:
    text = str(given).strip().lower()
    if text not in YES | NO:
        _refuse(field, given)
    return text in YES


def _number(field: Field, given: Given | None) -> float:
    try:
        number = int(str(given)) if field.kind is int else float(str(given))
    except ValueError:
        return _refuse(field, given)
    low, high = field.option.minimum, field.option.maximum
    if not math.isfinite(number) or (low is not None and number < low) or (high is not None and number > high):
        return _refuse(field, given)
    return number


def _refuse(field: Field, given: Given | None) -> float:
    shown = "…" if isinstance(given, bytes) else str(given)[:40]
    raise BadOption(field.name, shown, allowed(field))


def allowed(field: Field) -> str:
    """What an option takes, without words: choices, or a range of numbers."""
    if field.option.choices:
        return ", ".join(field.option.choices)
    low, high = field.option.minimum, field.option.maximum
    return "" if low is None and high is None else f"{_shown(low)}–{_shown(high)}"


def _shown(bound: float | None) -> str:
    return "" if bound is None else f"{bound:.12g}"
