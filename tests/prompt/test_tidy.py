from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompt.tidy import MAX_TEXT, tidy


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("“안녕”이라고 쓴 간판", '"안녕"이라고 쓴 간판'),
        ("‘it’s’", "'it's'"),
        ("cat —ar 16:9", "cat --ar 16:9"),
        ("고양이 —비율 16:9", "고양이 --비율 16:9"),
        ("바다 — 하늘", "바다 — 하늘"),
        ("cat\n\nat night", "cat, at night"),
        ("cat,\nat night", "cat, at night"),
        ("a\ud800b\x00c\u202ed", "abcd"),
        (unicodedata.normalize("NFD", "노을 바다"), "노을 바다"),
        ("（ｒｅｄ：１．２）", "(red:1.2)"),
        ("  a \t b  ", "a b"),
    ],
)
def test_text_is_made_plain(typed: str, meant: str) -> None:
    assert tidy(typed) == meant


def test_a_long_text_is_cut() -> None:
    assert len(tidy("바다 " * 50_000)) <= MAX_TEXT


@given(st.text(st.characters(), max_size=300))
def test_any_text_can_be_encoded_afterwards_and_stays(text: str) -> None:
    once = tidy(text)

    assert once.encode("utf-8").decode("utf-8") == once
    assert tidy(once) == once
