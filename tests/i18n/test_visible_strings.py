"""What people read stands in the catalogs; text in the code is for the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import bot
from tests.i18n.test_catalogs import messages

PACKAGE = Path(bot.__file__).parent
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
WORD = re.compile(r"[A-Za-z]{2}")

KOREAN_DATA = (
    "prompt/",
    "starter/",
    "moderation/",
    "i18n/particles.py",
    "commands/parse.py",
    "commands/outwards.py",
    "sizes.py",
)
"""Code that reads Korean, and says none."""

SAYING = frozenset(
    {
        "Reply",
        "answer",
        "alert",
        "echo",
        "edit_caption",
        "edit_message",
        "edit_message_caption",
        "edit_message_text",
        "edit_original_response",
        "edit_text",
        "fail",
        "followup",
        "reply",
        "reply_text",
        "secho",
        "send_message",
        "set_footer",
        "style",
    }
)
"""Functions that put their first arguments before people's eyes."""

READ = frozenset(
    {
        "alt",
        "caption",
        "content",
        "description",
        "error_message",
        "footer",
        "headline",
        "help",
        "label",
        "placeholder",
        "short_help",
        "title",
    }
)
"""Arguments that people read."""

ATTRIBUTES_READ = frozenset({"alt", "aria-label", "placeholder", "title"})


def code() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def within(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def docstrings(tree: ast.Module) -> set[int]:
    """Strings that stand alone: docstrings, and those below an attribute."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def plain_text(node: ast.expr) -> str:
    """The literal part of a string or f-string."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(values):
            return " ".join(plain_text(value) for value in values if isinstance(value, ast.Constant))
    return ""


def shown(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Literals that are handed to what people see, with their lines."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        exposed = [keyword.value for keyword in node.keywords if keyword.arg in READ]
        if name in SAYING:
            exposed += node.args[:2]
        yield from ((each.lineno, plain_text(each)) for each in exposed)


def test_no_korean_stands_in_the_code() -> None:
    found = []
    for path in code():
        if within(path).startswith(KOREAN_DATA):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        documentation = docstrings(tree)
        found += [
            f"{within(path)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if HANGUL.search(node.value) and id(node) not in documentation
        ]

    assert found == []


def test_no_korean_stands_in_what_the_browser_gets() -> None:
    assets = [path for path in PACKAGE.rglob("*") if path.suffix in {".js", ".html", ".css", ".svg"}]

    assert [within(path) for path in assets if HANGUL.search(path.read_text("utf-8"))] == []


def test_nothing_is_said_that_is_in_no_catalog() -> None:
    known = messages("en")
    found = [
        f"{within(path)}:{line}: {text}"
        for path in code()
        for line, text in shown(ast.parse(path.read_text("utf-8")))
        if WORD.search(text) and text not in known
    ]

    assert found == []


class Words(HTMLParser):
    """The words of a template outside its expressions."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style"}
        self.found += [value for name, value in attrs if name in ATTRIBUTES_READ and value and WORD.search(value)]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._silent and WORD.search(data):
            self.found.append(data.strip())


def words_of(template: str) -> list[str]:
    parser = Words()
    page = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", template, flags=re.DOTALL)
    parser.feed(re.sub(r"^[\w-]+=\"[^\"]*\".*$", "", page, flags=re.MULTILINE))  # attributes that a macro makes
    return parser.found


def test_templates_hold_no_words_of_their_own() -> None:
    templates = sorted(PACKAGE.rglob("*.html"))

    assert {within(path): words_of(path.read_text("utf-8")) for path in templates} == {
        within(path): [] for path in templates
    }


@pytest.mark.parametrize(
    ("source", "leaks"),
    [
        ('Reply("Done!")', True),
        ('Reply(f"{n} pictures")', True),
        ('message.edit_text(text, caption="My cat")', True),
        ('View(headline="Painting")', True),
        ('Reply(say(locale, "cancel.stopped"))', False),
        ('log.info("picture not read")', False),
        ('Reply(f"{a} · {b}")', False),
    ],
)
def test_the_search_finds_what_it_should(source: str, leaks: bool) -> None:  # noqa: FBT001 - a parameter of the case
    assert any(WORD.search(text) for _, text in shown(ast.parse(source))) is leaks


def test_the_search_finds_words_in_templates() -> None:
    assert words_of('<p>{{ say("a.b") }}</p><script>let x</script>') == []
    assert words_of("<p>Hello</p><img alt='A cat'>") == ["Hello", "A cat"]
