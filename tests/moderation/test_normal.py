from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moderation.normal import composed, normal
from tests.hostile import texts

korean = st.text(st.sampled_from("가나각닭ㄱㄴㅅㄳㅏㅔㅡㅋㅎ ㅙ\u1100\u1161\u11a8\uffa1a1"))


@given(st.text() | korean)
def test_a_normal_text_is_normal(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(st.text() | korean)
def test_a_composed_text_is_composed(text: str) -> None:
    assert composed(composed(text)) == composed(text)


def test_hostile_texts_become_normal() -> None:
    for text in texts():
        assert normal(normal(text)) == normal(text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ＡＢＣ", "abc"),
        ("Café", "cafe"),
        ("b\u200bo\u00adx", "box"),
        ("сах", "cax"),
        ("\u1107\u1161\u1103\u1161", "바다"),
        ("ㅂㅏ다", "바다"),
        ("ㅋㅋ", "ㅋㅋ"),
        ("\ud800x", "x"),
    ],
)
def test_what_looks_the_same_is_spelled_the_same(typed: str, expected: str) -> None:
    assert normal(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ㅂㅏㄷㅏ", "바다"),
        ("ㅁㅜㄹ", "물"),
        ("ㅁㅜㄹㄱㅗㄱㅣ", "물고기"),
        ("바ㄷㅏ", "바다"),
        ("무ㄹ", "물"),
        ("물ㄱ", "물ㄱ"),
        ("나무ㅋㅋ", "나무ㅋㅋ"),
        ("ㅏㅏ", "ㅏㅏ"),
    ],
)
def test_jamo_become_syllables(typed: str, expected: str) -> None:
    assert composed(typed) == expected
