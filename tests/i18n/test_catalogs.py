from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

import bot
from bot import errors
from bot.errors import HwagaError
from bot.i18n import LOCALES, catalogs
from bot.people import Locale

PACKAGE = Path(bot.__file__).parent
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
MADE_OF_DATA = ("category.", "option.", "platform.", "task.")
"""Keys that `say_problem` makes of values."""


def messages(locale: Locale) -> dict[str, Message]:
    catalog: Catalog = catalogs.read(locale)
    return {key_of(message): message for message in catalog if key_of(message)}


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def strings_of(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def placeholders(message: Message) -> set[str]:
    return {name for string in strings_of(message) for name in PLACEHOLDER.findall(string)}


def all_errors(base: type[HwagaError] = HwagaError) -> Iterator[type[HwagaError]]:
    yield base
    for lower in base.__subclasses__():
        yield from all_errors(lower)


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in PACKAGE.rglob("*.py"):
        yield path, ast.parse(path.read_text("utf-8"))


def said_literally() -> Iterator[tuple[Path, str]]:
    """Keys in `say(locale, "key")`."""
    for path, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name("say") | ast.Attribute(attr="say"), args=[_, key, *_]):
                    yield from ((path, text) for text in whole_strings(key))


def whole_strings(key: ast.expr) -> Iterator[str]:
    """What a key may be, where it is written out."""
    match key:
        case ast.Constant(str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*whole_strings(one), *whole_strings(other))


def literals_and_prefixes() -> tuple[set[str], set[str]]:
    """Every string in the code and in the page's templates, and what every string put together begins with."""
    literals, prefixes = set(), set()
    for _, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Constant(str(text)):
                    literals.add(text)
                case ast.JoinedStr([ast.Constant(str(text)), *_]) if "." in text:
                    prefixes.add(text)
    for asset in PACKAGE.rglob("*"):
        if asset.suffix in {".js", ".html"}:
            text = asset.read_text("utf-8")
            literals.update(re.findall(r"[a-z][a-z0-9_]*(?:\.[\w+]+)+", text))
            prefixes.update(re.findall(r"[\"']([a-z][\w.]*\.)[\"'] *~", text))
    return literals, prefixes


def test_both_languages_have_the_same_messages() -> None:
    assert messages("ko").keys() == messages("en").keys()


def test_both_languages_have_the_same_placeholders() -> None:
    korean, english = messages("ko"), messages("en")

    assert {k: placeholders(m) for k, m in korean.items()} == {k: placeholders(m) for k, m in english.items()}


@pytest.mark.parametrize("locale", LOCALES)
def test_no_message_is_empty_or_doubtful(locale: Locale) -> None:
    for key, message in messages(locale).items():
        assert all(strings_of(message)), key
        assert not message.fuzzy, key


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_are_plain_names(locale: Locale) -> None:
    for key, message in messages(locale).items():
        for string in strings_of(message):
            assert not re.search(r"[{}]", re.sub(r"\{[a-z][a-z0-9_]*\}", "", string)), key


@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalog_is_sorted_so_that_additions_do_not_collide(locale: Locale) -> None:
    keys = re.findall(r'^msgid "(.+)"$', catalogs.path_of(locale).read_text("utf-8"), re.MULTILINE)

    assert keys == sorted(keys)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_error_has_a_message_made_of_its_own_fields(locale: Locale) -> None:
    known = messages(locale)
    for error in all_errors():
        if error.__module__ == errors.__name__:
            assert error.key in known, error
            assert placeholders(known[error.key]) <= set(error.__dataclass_fields__), error


def test_every_error_has_a_key_of_its_own() -> None:
    keys = [error.key for error in all_errors() if error.__module__ == errors.__name__]

    assert sorted(keys) == sorted(set(keys))


def test_every_message_that_the_code_says_exists() -> None:
    known = messages("en")

    assert not [(str(path.relative_to(PACKAGE)), key) for path, key in said_literally() if key not in known]


def test_every_message_is_said_somewhere() -> None:
    literals, prefixes = literals_and_prefixes()
    usable = (*prefixes, *MADE_OF_DATA)

    assert not [key for key in messages("en") if key not in literals and not key.startswith(usable)]


def test_korean_is_korean() -> None:
    latin = [key for key, m in messages("ko").items() for s in strings_of(m) if len(s.split()) > 3 and s.isascii()]

    assert latin == []
