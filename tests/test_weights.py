from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plan import Weighted
from bot.weights import HIGHEST, LOWEST, emphasised, parse, plain, render

BRACKETS = st.text("ab 1.:()[]\\", max_size=60)
WEIGHT = st.floats(LOWEST, HIGHEST).map(lambda weight: round(weight, 3))
PIECES = st.lists(st.builds(Weighted, st.text(min_size=1, max_size=10), WEIGHT), max_size=8)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("", []),
        ("a cat", [("a cat", 1.0)]),
        ("(cat)", [("cat", 1.1)]),
        ("((cat))", [("cat", 1.21)]),
        ("[cat]", [("cat", 0.909)]),
        ("(cat:1.3)", [("cat", 1.3)]),
        ("( cat : 1.3 )", [(" cat ", 1.3)]),
        ("a (red:1.3) cat", [("a ", 1.0), ("red", 1.3), (" cat", 1.0)]),
        ("((red:1.2) cat:1.5)", [("red", 1.8), (" cat", 1.5)]),
        ("[(cat:1.1)]", [("cat", 1.0)]),
        ("(cat:.5)", [("cat", 0.5)]),
        ("(cat:0)", [("cat", 0.1)]),
        ("(cat:-1)", [("cat", 0.1)]),
        ("(cat:9)", [("cat", 2.0)]),
        (r"a \(cat\)", [("a (cat)", 1.0)]),
        (r"(a \[b\]:1.2)", [("a [b]", 1.2)]),
        (r"\\(cat:1.2)", [("\\", 1.0), ("cat", 1.2)]),
        ("(cat", [("(cat", 1.0)]),
        ("(red:1.2", [("(red:1.2", 1.0)]),
        ("cat)", [("cat)", 1.0)]),
        ("cat:1.2)", [("cat:1.2)", 1.0)]),
        ("(a [b)", [("a [b", 1.1)]),
        ("(cat:1.2.3)", [("cat:1.2.3", 1.1)]),
        ("(cat:1e9)", [("cat:1e9", 1.1)]),
        ("(at 10:30)", [("at 10:30", 1.1)]),
        ("고양이 (노을:1.25)", [("고양이 ", 1.0), ("노을", 1.25)]),
        ("()", []),
        ("(a)(b)", [("ab", 1.1)]),
    ],
)
def test_emphasis_is_read_as_people_type_it(prompt: str, expected: list[tuple[str, float]]) -> None:
    assert parse(prompt) == tuple(Weighted(text, weight) for text, weight in expected)


@given(prompt=st.one_of(st.text(max_size=200), BRACKETS))
def test_no_text_is_an_error_and_weights_stay_within_bounds(prompt: str) -> None:
    pieces = parse(prompt)

    assert all(piece.text and LOWEST <= piece.weight <= HIGHEST for piece in pieces)
    assert all(first.weight != second.weight for first, second in pairwise(pieces))


@given(pieces=PIECES)
def test_what_is_written_is_read_again(pieces: list[Weighted]) -> None:
    read = parse(render(pieces))

    def by_character(parts: tuple[Weighted, ...] | list[Weighted]) -> list[tuple[str, float]]:
        return [(character, part.weight) for part in parts for character in part.text]

    assert by_character(read) == by_character(pieces)


@given(prompt=BRACKETS)
def test_reading_what_was_read_changes_nothing(prompt: str) -> None:
    pieces = parse(prompt)

    assert parse(render(pieces)) == pieces


@given(text=st.text(max_size=100))
def test_a_text_made_inert_has_no_emphasis(text: str) -> None:
    assert plain(emphasised(text, 1)) == text


@given(text=st.text("abc", min_size=1, max_size=5), depth=st.integers(0, 12))
def test_nesting_multiplies(text: str, depth: int) -> None:
    (piece,) = parse("(" * depth + text + ")" * depth)

    assert piece.weight == pytest.approx(min(1.1**depth, HIGHEST), abs=1e-3)


def test_a_hundred_thousand_brackets_are_read_in_a_moment() -> None:
    for prompt in ("(" * 100_000, "[" * 50_000 + ")" * 50_000, "(" * 50_000 + "a" + ")" * 50_000, "(a:1.1)" * 15_000):
        assert parse(prompt)
