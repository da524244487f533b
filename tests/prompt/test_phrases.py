from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompt.analysis.english import LONGEST, MOST_READ, phrases_of


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("A red cat, on the moon", ["red cat", "moon"]),
        ("depth of field, 1girl, the sea at night", ["depth of field", "1girl", "sea at night"]),
        ("an old sailor walks between the masts", ["old sailor walks", "masts"]),
        ("big old red wooden ship", ["big", "old", "red", "wooden", "ship", "big old", "old red", "red wooden"]),
        ("please, the", []),
    ],
)
def test_phrases_keep_within_punctuation_and_stop_words(text: str, phrases: list[str]) -> None:
    assert list(phrases_of(text))[:8] == phrases


@given(st.text(alphabet="ab ,.-'\ue000 the", max_size=300))
def test_every_phrase_stands_in_its_text(text: str) -> None:
    assert all(phrase in " ".join(text.lower().split()) for phrase in phrases_of(text))


def test_a_story_is_read_as_far_as_it_is_scored() -> None:
    assert len(list(phrases_of("castle " * 5000))) <= MOST_READ * LONGEST
