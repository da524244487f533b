from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import weights
from bot.prompt.language import HANGUL
from bot.prompt.protected import protect
from bot.prompt.providers.inert import MAX_ENGLISH, english
from tests.hostile import texts

SYNTAX = "()[]{}<>:|\\\"'@#-*_ .,/ 1.3"


def assert_harmless(text: str) -> None:
    try:
        said = english(text)
    except ValueError:
        return
    assert said
    assert len(said) <= MAX_ENGLISH
    assert said.isprintable()
    assert not HANGUL.search(said)
    assert not any(span.kind in {"weight", "lora", "link", "name"} for span in protect(said).spans)
    assert {piece.weight for piece in weights.parse(said)} == {1.0}


@settings(max_examples=500)
@given(st.text(alphabet=SYNTAX + "abcd가lorahttps", max_size=80))
def test_nothing_in_an_answer_is_obeyed(text: str) -> None:
    assert_harmless(text)


def test_hostile_answers_are_harmless() -> None:
    assert len(texts()) >= 200
    for text in texts():
        assert_harmless(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A blue cat.", "A blue cat."),
        ('"A blue cat"', "A blue cat"),
        ("a   cat,\nat night", "a cat, at night"),
        ("a cat (blue)", "a cat blue"),
        ("well-known old town", "well-known old town"),
        ("it's a 10:30 train", "it's a 10:30 train"),
        ("a cat @.a www.evil.example/x b", "a cat.a b"),
    ],
)
def test_plain_english_stays_as_it_is(text: str, said: str) -> None:
    assert english(text) == said


@pytest.mark.parametrize("text", ["", " ", "...", "바다", "the 바다", "海", "🐱"])
def test_what_is_no_english_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is left|is said"):
        english(text)
