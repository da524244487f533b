from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.telegram.buttons import Press, keyboard_of
from bot.handlers.telegram.layout import CAPTION_LIMIT, cut, text_of, units
from bot.jobs import JobId
from bot.views import Mention, View
from tests.handlers.telegram.entities import Formatted, formatted
from tests.hostile import texts

VIEW = View(job_id=JobId("0123456789abcdef"), locale="ko", stage="painting", headline="그리고 있어요…")
LONG = {
    "hangul": "노을 지는 바다 " * 200,
    "emoji": "👨‍👩‍👧‍👦🌊" * 200,
    "astral": "𝒸" * 2000,
    "markup": "<b>&amp;</b>" * 200,
}


def shown(view: View) -> Formatted:
    return formatted(text_of(view), "HTML")


def test_details_are_folded_into_a_quote_below_the_headline() -> None:
    words = shown(replace(VIEW, details=(("시드", "42"), ("크기", "1024×1024"))))

    assert words.text == "그리고 있어요…\n시드: 42\n크기: 1024×1024"
    assert words.of("expandable_blockquote") == ["시드: 42\n크기: 1024×1024"]
    assert words.of("bold") == ["시드", "크기"]


def test_the_bar_fills_with_the_picture() -> None:
    lengths = [text_of(replace(VIEW, fraction=fraction)).count("▰") for fraction in (-1, 0, 0.5, 1, 2)]

    assert lengths == [0, 0, 6, 12, 12]
    assert text_of(VIEW) == "그리고 있어요…"


@pytest.mark.parametrize("long", LONG.values(), ids=LONG)
def test_a_caption_never_grows_past_telegrams_limit(long: str) -> None:
    words = shown(replace(VIEW, headline=long, fraction=0.5, details=(("프롬프트", long), ("시드", "42"))))

    assert CAPTION_LIMIT - 4 <= units(words.text) <= CAPTION_LIMIT
    assert words.text.endswith("…")
    assert words.text.encode("utf-8").decode() == words.text, "no half characters"


def test_what_does_not_fit_leaves_room_for_nothing_else() -> None:
    many = tuple((f"label {n}", "value " * 10) for n in range(100))
    words = shown(replace(VIEW, details=many))

    assert units(words.text) <= CAPTION_LIMIT
    assert words.text.count("label") == len(words.of("bold"))


def test_no_hostile_text_breaks_the_markup_or_calls_anybody() -> None:
    for text in texts():
        words = shown(replace(VIEW, headline=f"‘{text}’", details=(("글", text), ("prompt", text))))

        assert units(words.text) <= CAPTION_LIMIT
        assert {entity.type for entity in words.entities}.isdisjoint({"mention", "email", "text_mention", "text_link"})
        assert words.text.encode("utf-8")


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_a_cut_text_fits_and_begins_as_it_did(text: str, limit: int) -> None:
    kept = cut(text, limit)

    assert units(kept) <= limit
    assert kept == text or text.startswith(kept.removesuffix("…"))


def test_a_view_to_cancel_has_a_button_with_its_job() -> None:
    keyboard = keyboard_of(replace(VIEW, actions=("cancel",)))

    assert keyboard is not None
    ((button,),) = keyboard.inline_keyboard
    assert (button.text, button.callback_data) == ("취소", "cancel:0123456789abcdef")
    assert keyboard_of(VIEW) is None


def test_what_a_button_carries_comes_back_and_fits() -> None:
    press = Press("cancel", JobId("0123456789abcdef"))

    assert Press.read(press.data) == press
    assert len(press.data.encode()) <= 64
    assert [Press.read(data) for data in ("", "cancel", "cancel:1", "eat:0123456789abcdef")] == [None] * 4


def test_a_podium_has_a_line_for_each_place_and_a_prompt_has_one() -> None:
    podium = replace(VIEW, stage="session", details=(("Result", "1. A\n2.  B"),))
    assert text_of(podium).endswith("<b>Result</b>: 1. A\n2. B")
    prompt = replace(podium, stage="queued")
    assert "1. A 2. B" in text_of(prompt)


def test_who_is_called_is_rung_for_and_nobody_that_a_name_speaks_of() -> None:
    mentions = (Mention("7", "Ann @bob <b>"), Mention("-100", "A channel"))
    words = shown(replace(VIEW, stage="call", mentions=mentions))
    assert [entity.url for entity in words.entities if entity.url] == ["tg://user?id=7"]
    assert words.of("mention") == []
    assert "A channel" in words.text
