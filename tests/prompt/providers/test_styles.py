from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompt.language import HANGUL
from bot.prompt.providers.base import Additions
from bot.prompt.providers.styles import StyleTable, asked_for, chosen, find, names_one, styles


def test_there_are_forty_styles_at_least_each_with_all_its_parts() -> None:
    assert len(styles()) >= 40
    for style in styles():
        assert style.key.isalnum(), style.key
        assert HANGUL.search(style.ko) or style.ko == "SF", style.key
        assert any(HANGUL.search(word) for word in style.words), style.key
        assert any(word.isascii() for word in style.words), style.key
        assert len(style.wanted) >= 3, style.key
        assert style.unwanted, style.key


def test_what_a_style_adds_is_plain_english() -> None:
    for style in styles():
        for phrase in (*style.wanted, *style.unwanted):
            assert re.fullmatch(r"[A-Za-z0-9' -]+", phrase), phrase


def test_no_style_refuses_what_it_asks_for() -> None:
    for style in styles():
        assert not set(style.wanted) & set(style.unwanted), style.key


def test_every_name_and_word_means_one_style() -> None:
    for style in styles():
        for word in (style.key, style.en, style.ko, *style.words):
            assert find(word) is style, word


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("수채화", "watercolor"),
        ("수채화풍", "watercolor"),
        ("수채화풍으로", "watercolor"),
        ("수채화 스타일", "watercolor"),
        ("Water Colour", "watercolor"),
        ("WATERCOLOR", "watercolor"),
        ("pixel-art", "pixel"),
        ("pixel art style", "pixel"),
        ("도트 그래픽", "pixel"),
        ("유화 느낌", "oil"),
        ("민화", "minhwa"),
        ("동화책처럼", "storybook"),
        ("지브리", None),
        ("", None),
        ("풍", None),
    ],
)
def test_a_style_is_found_as_people_say_it(asked: str, key: str | None) -> None:
    found = find(asked)

    assert (found.key if found else None) == key


def test_several_styles_add_up_and_unknown_ones_are_told() -> None:
    additions, unknown = asked_for("수채화, 사진, 우리집 강아지체", seed=1)

    assert set(additions.wanted) >= {"watercolour painting", "photograph"}
    assert "photograph" not in additions.unwanted
    assert unknown == ("우리집 강아지체",)


def test_what_is_left_to_chance_is_the_seed_s_choice() -> None:
    assert asked_for("아무거나", seed=3) == asked_for("random", seed=3)
    assert len({chosen(seed).key for seed in range(50)}) > 3
    assert asked_for("아무거나", seed=3)[1] == ()


async def test_the_table_enhances_the_same_way_for_the_same_seed() -> None:
    table = StyleTable()

    assert await table.enhance("a cat", 7, 1.0) == await table.enhance("a dog", 7, 1.0) == chosen(7).additions


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("수채화로 그린 고양이", True),
        ("a cat in pixel art", True),
        ("Pixel-art cat", True),
        ("노을 지는 바다", False),
        ("a cat", False),
        ("", False),
    ],
)
async def test_a_text_that_names_a_style_gets_no_other(text: str, named: bool) -> None:  # noqa: FBT001 - a column
    assert names_one(text) is named
    assert (await StyleTable().enhance(text, 7, 1.0) == Additions()) is named


@given(st.text(max_size=40), st.integers(0, 2**32))
def test_no_style_text_is_an_error(asked: str, seed: int) -> None:
    additions, unknown = asked_for(asked, seed)

    assert additions.wanted or unknown or not re.sub(r"[\s,/+]", "", asked)
