from __future__ import annotations

from dataclasses import replace

import pytest

from bot.people import Locale
from bot.plan import Gloss, PromptPlan, Weighted
from bot.prompt.explain import LONGEST, explain, helped_by, left_out
from bot.prompt.providers.table import NEEDED
from tests.i18n.test_catalogs import messages

PLAN = PromptPlan(
    text="사람 없는 노을 지는 바다의 뿌잉 --foo",
    language="ko",
    glosses=(Gloss("노을 지다", "sunset"), Gloss("바다", "sea"), Gloss("뿌잉", "")),
    unknown=("뿌잉",),
    unknown_options=("foo",),
    keywords=(Weighted("sunset", 1.05), Weighted("sea", 1.35)),
    prompt="(sunset:1.05), (sea:1.35), (wave:1.4), oil painting",
    denied=(Gloss("사람", "people"),),
    negative_prompt="people, ship",
    providers=("kiwi", "gloss"),
    warnings=("warning.unknown_option",),
)


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_a_plan_tells_what_was_understood_what_weighs_what_is_left_out_and_what_was_not_known(locale: Locale) -> None:
    told = explain(PLAN, locale).splitlines()

    assert len(told) == 6
    assert "노을 지다 → sunset, 바다 → sea" in told[0]
    assert "wave 1.4, sea 1.35, sunset 1.05" in told[1]
    assert "사람 → people, ship" in told[2]
    assert "뿌잉" in told[3]
    assert "Kiwi" in told[4]
    assert "--foo" in told[5]


def test_an_empty_plan_has_nothing_to_tell() -> None:
    assert explain(PromptPlan(text="", language="none"), "ko") == ""


def test_a_long_plan_is_told_in_one_message() -> None:
    plan = PromptPlan(text="", language="en", english="sea " * 1000, prompt=f"({'sea' * 400}:1.2)")

    assert len(explain(plan, "en")) <= LONGEST


@pytest.mark.parametrize("name", ["kiwi", "okt", "gloss", "keybert", "styles", *NEEDED])
def test_every_provider_has_a_name_for_people(name: str) -> None:
    assert f"provider.{name}" in messages("ko")


def test_only_who_is_not_built_in_is_told_beside_a_picture() -> None:
    assert helped_by(PLAN, "ko") == ""
    assert helped_by(replace(PLAN, providers=("kiwi", "papago", "keybert")), "ko") == "파파고"


def test_a_negative_prompt_that_was_edited_is_told_as_it_is() -> None:
    assert left_out(PLAN, "ship, bird") == ("ship", "bird")
