"""What a place adds to the list, and takes from it."""

from __future__ import annotations

import pytest

from bot.moderation import Mode, judge, load, own_word
from bot.plan import PromptPlan

LIST = load()


def outcome(text: str, refused: str = "", permitted: str = "", mode: Mode = "standard") -> tuple[str, str | None]:
    words = LIST.extended([own_word(refused)] if refused else [], [own_word(permitted)] if permitted else [])
    verdict = judge(PromptPlan(text=text, language="none"), words, mode)
    return verdict.outcome, verdict.category


@pytest.mark.parametrize(
    ("refused", "text"),
    [
        ("정치인", "웃고 있는 정치인들"),
        ("정치인", "정 치 인이 노래해요"),
        ("정치인", "ㅈㅓㅇㅊㅣㅇㅣㄴ"),
        ("Hot Dog!", "two HOT  DOGS on a table"),
        ("hot dog", "a h0t d0g"),
        ("닭", "닭이 운다"),
        ("야구 선수", "야구선수 초상화"),
    ],
)
def test_what_a_place_refuses_is_found_through_the_tricks_in_every_mode(refused: str, text: str) -> None:
    assert outcome(text) == ("allow", None)
    assert outcome(text, refused) == ("refuse", "here")
    assert outcome(text, refused, mode="off") == ("refuse", "here")


@pytest.mark.parametrize(("refused", "text"), [("cat", "a category of things"), ("닭", "닭갈비"), ("차", "기차역")])
def test_what_only_looks_like_it_is_innocent(refused: str, text: str) -> None:
    assert outcome(text, refused) == ("allow", None)


def test_what_a_place_permits_is_innocent_there() -> None:
    assert outcome("a nude statue") == ("spoiler", "sexual")
    assert outcome("a nude statue", permitted="nude statue") == ("allow", None)
    assert outcome("a nude statue", permitted="nude") == ("allow", None)


def test_refusing_goes_before_permitting() -> None:
    assert outcome("kittens", refused="kitten", permitted="kitten") == ("refuse", "here")


def test_signs_in_a_word_are_no_pattern() -> None:
    assert own_word("a.*b") == "a b"
    assert own_word("(?:") == ""
    assert outcome("anything at all", refused="a.*l") == ("allow", None)


def test_what_is_never_painted_is_not_painted_because_a_place_permits_half_of_it() -> None:
    assert outcome("a nude child", permitted="statue") == ("refuse", "minors")


def test_a_style_is_read_as_the_text_is() -> None:
    verdict = judge(PromptPlan(text="a portrait", language="en", style="p0rn"), LIST, "standard")

    assert verdict.outcome == "refuse"
