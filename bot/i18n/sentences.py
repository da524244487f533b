"""A message with its values put in. What people typed is only a value: its braces and particles stay as they are."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from types import MappingProxyType

from babel.numbers import format_decimal

from bot.errors import Value
from bot.i18n.catalogs import translations
from bot.i18n.particles import DOUBLE_FORM, settled
from bot.people import Locale

NO_VALUES: Mapping[str, Value] = MappingProxyType({})

_SPECIAL = re.compile(r"\{(?P<name>[a-z][a-z0-9_]*)\}|(?P<particle>" + DOUBLE_FORM.pattern + ")")


class MissingMessage(UserWarning):
    """A key or a value is missing. A person still gets an answer; the tests, where warnings are errors, do not pass."""


def say(locale: Locale, key: str, values: Mapping[str, Value] = NO_VALUES) -> str:
    """The message, with `{name}` replaced by the value of that name and Korean particles settled.

    Numbers are written as the language does (1,234.5): pass what is a name, such as a seed, as text. Where English
    has a singular, the value `count` chooses. A missing key is said as itself, with a MissingMessage warning.
    """
    template = _template(locale, key, values.get("count"))
    out: list[str] = []
    end = 0
    for special in _SPECIAL.finditer(template):
        out.append(template[end : special.start()])
        name = special["name"]
        out.append(settled("".join(out), special[0]) if name is None else _value(locale, key, name, values))
        end = special.end()
    return "".join([*out, template[end:]])


def exists(locale: Locale, key: str) -> bool:
    """Whether there is such a message; for keys that are made from data."""
    return translations(locale).gettext(key) != key


def _template(locale: Locale, key: str, count: Value | None) -> str:
    catalog = translations(locale)
    if isinstance(count, int) and (plural := catalog.ngettext(key, key, count)) != key:
        return plural
    text = catalog.gettext(key)
    if text == key:
        warnings.warn(f"no message {key!r} in {locale!r}", MissingMessage, stacklevel=3)
    return text


def _value(locale: Locale, key: str, name: str, values: Mapping[str, Value]) -> str:
    value = values.get(name)
    if value is None:
        warnings.warn(f"message {key!r} was given no {name!r}", MissingMessage, stacklevel=3)
        return f"{{{name}}}"
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # lone surrogates would break whoever sends it
    return format_decimal(value, locale=locale)
