from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.prompt.analysis.english import LONGEST, MOST_READ, phrases_of


def test_phrases_keep_within_punctuation_and_stop_words() -> None:
    assert list(phrases_of("A red cat, on the moon")) == ["red", "red cat", "cat", "moon"]


@given(st.text(alphabet="ab ,.-'\ue000 the", max_size=300))
def test_every_phrase_stands_in_its_text(text: str) -> None:
    assert all(phrase in " ".join(text.lower().split()) for phrase in phrases_of(text))


def test_a_story_is_read_as_far_as_it_is_scored() -> None:
    assert len(list(phrases_of("castle " * 5000))) <= MOST_READ * LONGEST
