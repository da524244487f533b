"""English through the analysis process."""

from __future__ import annotations

import re

import pytest

from bot.prompt.planner import Planner

pytestmark = pytest.mark.asyncio(loop_scope="session")

PROMPTS = [
    "a blue cat dancing in a foggy forest, cinematic light",
    "an empty library with no people, warm sun",
    "Portrait of a young woman, red hair, freckles; soft light.",
    "masterpiece, best quality, 1girl, long silver hair, sitting on a bench, cherry blossoms",
    "please draw me a picture of an astronaut riding a horse on the moon",
    "The quick brown fox jumps over the lazy dog and the lazy dog sleeps under the old oak tree",
    "a city of glass / neon signs & rain - at 3 a.m., 35mm film",
    "sea",
]


@pytest.mark.parametrize("text", PROMPTS)
async def test_every_keyword_stands_in_its_text_and_no_word_comes_twice(planner: Planner, text: str) -> None:
    plan = await planner.plan(text)
    words = [word for keyword in plan.keywords for word in keyword.text.split()]

    assert plan.keywords
    assert all(keyword.text in text.lower() for keyword in plan.keywords)
    assert len(words) == len(set(words))
    assert all(1.05 <= keyword.weight <= 1.35 for keyword in plan.keywords)


async def test_request_words_and_options_are_never_keywords(planner: Planner) -> None:
    plan = await planner.plan("Could you please draw me a picture of a red house --ar 16:9 --seed 4")

    assert [keyword.text for keyword in plan.keywords] == ["red house"]
    assert plan.prompt_2 == "a red house"
    assert plan.options == {"size": "16:9", "seed": "4"}


async def test_what_is_not_wanted_is_in_the_negative_prompt_only(planner: Planner) -> None:
    plan = await planner.plan("a street without cars at night, no people", negative="흐린 그림, blurry")

    assert plan.negative_prompt == "cars, people, blurry"
    assert not re.search("cars|people", plan.prompt + plan.prompt_2)


async def test_what_people_wrote_with_weights_stays_as_they_wrote_it(planner: Planner) -> None:
    plan = await planner.plan("a ((red hat:1.3)) on [dog], at night")

    assert plan.protected == ("((red hat:1.3))", "[dog]")
    assert "((red hat:1.3))" in plan.prompt
    assert "[dog]" in plan.prompt
    assert "night" in plan.prompt


async def test_korean_with_a_weight_is_translated_within_it(planner: Planner) -> None:
    plan = await planner.plan("(빨간 모자:1.3)를 쓴 고양이, [안개]")

    assert "(red hat:1.3)" in plan.prompt
    assert "[" not in plan.prompt
    assert "fog" in plan.prompt
    assert plan.protected == ("(빨간 모자:1.3)", "[안개]")
    assert {"빨갛다", "모자", "안개"} <= set(plan.lemmas)
    assert {gloss.source for gloss in plan.known} >= {"빨갛다", "모자", "안개"}


async def test_what_a_weight_denies_is_not_wanted(planner: Planner) -> None:
    plan = await planner.plan("(사람 없이:1.2) 바다, (no cars:1.3)")

    assert plan.prompt == "(sea:1.2)"
    assert plan.negative_prompt == "people, cars"


async def test_quotes_stay_and_links_and_names_are_not_painted(planner: Planner) -> None:
    plan = await planner.plan('@minsu "OPEN"이라고 쓴 간판 https://a.b/c?d=1')

    assert plan.protected == ("https://a.b/c?d=1", "@minsu", '"OPEN"')
    assert '"OPEN"' in plan.prompt
    assert '"OPEN"' in plan.prompt_2
    assert "minsu" not in plan.prompt + plan.prompt_2
    assert "a.b" not in plan.prompt + plan.prompt_2


async def test_emoji_become_words_in_both_languages(planner: Planner) -> None:
    korean, english = await planner.plan("숲속의 🐈‍⬛"), await planner.plan("a 🐈‍⬛ in a forest")

    assert "black cat" in korean.prompt
    assert "black cat" in english.prompt


async def test_both_languages_mix(planner: Planner) -> None:
    plan = await planner.plan("cyberpunk 서울 골목, no people, cinematic lighting")

    assert plan.language == "mixed"
    assert plan.prompt_2 == "cyberpunk seoul alley, cinematic lighting"
    assert plan.negative_prompt == "people"


async def test_raw_text_is_the_prompt_as_it_is(planner: Planner) -> None:
    text = "masterpiece, (사람 없이:1.3), <lora:x:1> --ar 3:2"
    plan = await planner.plan(text, raw=True, negative="글자")

    assert plan.prompt == plan.prompt_2 == text
    assert plan.negative_prompt == "text, letters"


@pytest.mark.parametrize("text", ["", "   ", "\n", "\u200b"])
async def test_an_empty_text_gives_an_empty_plan(planner: Planner, text: str) -> None:
    plan = await planner.plan(text)

    assert (plan.prompt, plan.prompt_2, plan.negative_prompt, plan.language) == ("", "", "", "none")
