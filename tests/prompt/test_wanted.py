from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompt.wanted import says, wanted

THINGS = ["people", "red apple", "snow", "cars", "text"]
PATTERNS = [
    "an empty street without {}",
    "a street with no {}",
    "a street, not {}, at night",
    "a quiet street instead of {}",
    "a street free of {}",
    "a street",
    "{} on a street",
    "{}",
]


@given(st.sampled_from(PATTERNS), st.sampled_from(THINGS), st.sets(st.sampled_from(THINGS)))
def test_nothing_unwanted_is_ever_said(pattern: str, thing: str, unwanted: set[str]) -> None:
    said, _ = wanted(pattern.format(thing), unwanted)

    assert not any(says(said, phrase) for phrase in unwanted)


@pytest.mark.parametrize(
    ("english", "unwanted", "said"),
    [
        ("an empty library without people", ("people",), "an empty library"),
        ("a green apple instead of a red apple", ("red apple",), "a green apple"),
        ("a green apple, not red apples", ("red apple",), "a green apple"),
        ("a sea at sunset", (), "a sea at sunset"),
        ("nobody walks the street", ("people",), "walks the street"),
        ("people on a street", ("people",), ""),
    ],
)
def test_a_translation_keeps_what_is_wanted(english: str, unwanted: tuple[str, ...], said: str) -> None:
    assert wanted(english, unwanted)[0] == said


def test_what_the_translation_denies_is_told() -> None:
    assert wanted("a beach with no tourists", ()) == ("a beach", ("tourists",))


def test_endings_hide_nothing() -> None:
    assert says("two red apples", "red apple")
    assert not says("a red sky and an apple", "red apple")
