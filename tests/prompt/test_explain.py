from __future__ import annotations

import pytest

from bot.people import Locale
from bot.plan import Gloss, PromptPlan, Weighted
from bot.prompt.explain import LONGEST, explain

PLAN = PromptPlan(
    text="사람 없는 노을 지는 바다의 뿌잉 --foo",
    language="ko",
    glosses=(Gloss("노을 지다", "sunset"), Gloss("바다", "sea"), Gloss("뿌잉", "")),
    unknown=("뿌잉",),
    unknown_options=("foo",),
    keywords=(Weighted("sunset", 1.05), Weighted("sea", 1.35)),
    negative_prompt="people",
    providers=("kiwi", "gloss"),
    warnings=("warning.unknown_option",),
)


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_a_plan_tells_what_was_understood_what_weighs_what_is_left_out_and_what_was_not_known(locale: Locale) -> None:
    told = explain(PLAN, locale).splitlines()

    assert len(told) == 6
    assert "노을 지다 → sunset, 바다 → sea" in told[0]
    assert "sea 1.35, sunset 1.05" in told[1]
    assert "people" in told[2]
    assert "뿌잉" in told[3]
    assert "--foo" in told[4]
    assert "kiwi, gloss" in told[5]


def test_an_empty_plan_has_nothing_to_tell() -> None:
    assert explain(PromptPlan(text="", language="none"), "ko") == ""


def test_a_long_plan_is_told_in_one_message() -> None:
    plan = PromptPlan(text="", language="en", english="sea " * 1000, keywords=(Weighted("sea" * 400, 1.2),) * 50)

    assert len(explain(plan, "en")) <= LONGEST
