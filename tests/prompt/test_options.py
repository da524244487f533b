from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Settings
from bot.prompt import options
from bot.prompt.planner import Planner


@pytest.mark.parametrize(
    ("text", "rest", "chosen"),
    [
        ("cat --ar 16:9 --seed 42", "cat", {"size": "16:9", "seed": "42"}),
        ("고양이 --비율 16:9 --시드 7 --스타일 수채화", "고양이", {"size": "16:9", "seed": "7", "style": "수채화"}),
        ("--seed=42 강아지", "강아지", {"seed": "42"}),
        ("바다 --steps 20 --strength 0.5 --강도 0.7", "바다", {"steps": "20", "strength": "0.7"}),
        ("숲 --no 사람, 글자 --no 로고", "숲", {"no": "사람, 글자, 로고"}),
        ('--style "oil painting" cat', "cat", {"style": "oil painting"}),
        ("cat --SEED 4", "cat", {"seed": "4"}),
        ("--exact cat --quality fast", "cat", {"exact": "yes", "quality": "fast"}),
        ("--raw 바다 --품질 max", "바다", {"raw": "yes", "quality": "max"}),
    ],
)
def test_options_leave_the_text_under_their_own_names(text: str, rest: str, chosen: dict[str, str]) -> None:
    assert options.split(text) == (rest, chosen, ())


async def test_who_types_that_the_text_is_the_prompt_is_taken_at_their_word() -> None:
    plan = await Planner(Settings(_env_file=None)).plan("a (red:1.4) fox --raw --seed 7 --no text --foo")

    assert (plan.prompt, plan.prompt_2, plan.negative_prompt) == ("a (red:1.4) fox", "a (red:1.4) fox", "text")
    assert plan.options == {"raw": "yes", "seed": "7", "no": "text"}
    assert (plan.text, plan.warnings) == (
        "a (red:1.4) fox --raw --seed 7 --no text --foo",
        ("warning.unknown_option",),
    )


def test_a_missing_value_is_told_as_empty() -> None:
    assert options.split("cat --seed") == ("cat", {"seed": ""}, ())


def test_an_unknown_option_is_named_and_its_words_stay() -> None:
    assert options.split("cat --foo red --모름") == ("cat red", {}, ("foo", "모름"))


@pytest.mark.parametrize("text", ["a--b", "a -- b", "-- seed", "ten--twelve cats", "- seed 4"])
def test_dashes_alone_are_no_option(text: str) -> None:
    assert options.split(text) == (text, {}, ())


@given(st.text(max_size=200))
def test_any_text_is_split_without_an_error(text: str) -> None:
    rest, chosen, unknown = options.split(text)

    assert len(rest) <= len(text)
    assert not set(chosen) & set(unknown)
