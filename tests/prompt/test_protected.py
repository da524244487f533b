from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompt.protected import MARK, protect, restore
from bot.prompt.tidy import tidy


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("(red:1.4) house", ["weight"]),
        ("((빨간 모자)) 소년", ["weight"]),
        ("[dog] on a hill", ["weight"]),
        ("a cat <lora:ink:0.8>", ["lora"]),
        ('"HELLO"라고 쓴 간판', ["quote"]),
        ("https://a.b/c?d=(e) 처럼", ["link"]),
        ("@minsu 고양이", ["name"]),
        ("<@123456> cat", ["name"]),
        ("고양이 🐈‍⬛ 🎃", ["emoji", "emoji"]),
        ("a dog's tail and the cats' food", []),
        ("lone ( bracket ] here", []),
        ("mail me@example.com", []),
    ],
)
def test_spans_are_found(text: str, kinds: list[str]) -> None:
    assert [span.kind for span in protect(text).spans] == kinds


def test_an_emoji_is_said_in_words() -> None:
    assert [span.said for span in protect("🐈‍⬛👩🏽‍🚀🌃").spans] == ["black cat", "woman astronaut", "night with stars"]


def test_a_span_within_a_span_is_part_of_it() -> None:
    marked = protect('(a "sign":1.2)')

    assert restore(marked.text, marked.spans) == '(a "sign":1.2)'


@given(st.text(max_size=200))
def test_what_is_marked_comes_back_untouched(text: str) -> None:
    plain = tidy(text)
    marked = protect(plain)

    assert all(span.text in plain for span in marked.spans)
    assert not MARK.search(restore(marked.text, marked.spans))


@given(st.text(alphabet='()[]\\:1.2"<>@ a가', max_size=400))
def test_brackets_gone_wrong_are_no_error(text: str) -> None:
    marked = protect(text)

    assert not set("()[]") & set(MARK.sub("", marked.text))
