"""The whole engine with providers on loopback: what they say comes into the plan, and what is not wanted does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from bot import weights
from bot.plan import PromptPlan
from bot.prompt.planner import Planner
from bot.prompt.providers.styles import chosen
from bot.prompt.wanted import says
from tests.prompt.providers.kinds import chat_says, papago_says
from tests.prompt.providers.service import FAULT, HANGS, Says, Service
from tests.prompt.providers.test_chain import settings_for

pytestmark = pytest.mark.asyncio(loop_scope="session")


@asynccontextmanager
async def planning(
    planner: Planner, told: dict[str, Says], budget_s: float = 20.0, *, enhance: bool = False
) -> AsyncIterator[tuple[Planner, dict[str, Service]]]:
    """A planner with providers that answer so; it shares the analysis process."""
    async with AsyncExitStack() as stack:
        services = {name: await stack.enter_async_context(Service(says).serving()) for name, says in told.items()}
        settings = settings_for({name: service.url for name, service in services.items()}, budget_s)
        mine = Planner(settings.model_copy(update={"enhance": enhance}))
        mine.analyst = planner.analyst
        yield mine, services
        await mine.providers.stop()


async def plan_of(planner: Planner, text: str, told: dict[str, Says], budget_s: float = 20.0) -> PromptPlan:
    async with planning(planner, told, budget_s) as (mine, _):
        return await mine.plan(text)


async def test_a_translation_takes_the_gloss_s_place(planner: Planner) -> None:
    plan = await plan_of(
        planner, "숲에서 춤추는 파란 고양이", {"papago": papago_says("A blue cat dancing in the forest.")}
    )

    assert plan.english == "A blue cat dancing in the forest."
    assert plan.providers == ("kiwi", "papago", "keybert")
    assert {"춤추다", "고양이"} <= set(plan.lemmas)
    assert all(keyword.text in plan.english.lower() for keyword in plan.keywords)
    assert any("cat" in keyword.text for keyword in plan.keywords)
    assert plan.prompt_2.startswith("A blue cat dancing in the forest")
    assert (plan.unknown, plan.coverage, plan.warnings) == ((), 1.0, ())


@pytest.mark.parametrize(
    "english",
    ["An empty library without people.", "An empty library, no people, warm light", "People in a library", "people"],
)
async def test_what_korean_does_not_want_never_comes_back_by_translation(planner: Planner, english: str) -> None:
    plan = await plan_of(planner, "사람 없는 도서관", {"papago": papago_says(english)})

    assert not says(plan.prompt, "people")
    assert not says(plan.prompt_2, "people")
    assert says(plan.negative_prompt, "people")
    assert says(plan.prompt, "library")


async def test_a_translator_that_hangs_leaves_the_gloss_and_a_warning(planner: Planner) -> None:
    plan = await plan_of(planner, "노을 지는 바다", {"papago": HANGS}, 0.2)

    assert plan.prompt_2 == "sea at sunset"
    assert plan.providers == ("kiwi", "gloss")
    assert plan.warnings == ("warning.translator_failed",)


async def test_protected_spans_stay_at_home_and_come_through_untouched(planner: Planner) -> None:
    text = '바다 위의 "화가 HWAGA" (빨간 배:1.4) @minsu https://example.com/x <lora:ink:0.8>'
    async with planning(planner, {"papago": papago_says("on the sea")}) as (mine, services):
        plan = await mine.plan(text)

    sent = services["papago"].asked[0].body["text"]
    assert "화가" not in sent
    assert "배" not in sent
    assert "minsu" not in sent
    assert "example.com" not in sent
    assert "lora" not in sent
    assert '"화가 HWAGA"' in plan.prompt
    assert "<lora:ink:0.8>" in plan.prompt
    assert ":1.4)" in plan.prompt
    assert "lora" not in plan.english


async def test_a_translation_brings_no_emphasis_and_no_tags(planner: Planner) -> None:
    plan = await plan_of(planner, "큰 고양이", {"papago": papago_says("a (huge:2) [cat] <lora:evil:1> --no dogs")})

    assert {piece.weight for piece in weights.parse(plan.prompt_2)} == {1.0}
    assert all(1.05 <= keyword.weight <= 1.35 for keyword in plan.keywords)
    assert "<" not in plan.prompt


async def test_words_to_the_painter_are_no_part_of_the_picture(planner: Planner) -> None:
    plan = await plan_of(planner, "고양이 그려 주세요", {"papago": papago_says("Please draw me a cat.")})

    assert plan.english == "a cat."


async def test_one_chat_call_makes_the_whole_plan(planner: Planner) -> None:
    thought = {
        "english": "a blue cat dancing in a foggy forest",
        "negatives": ["people"],
        "paraphrases": ["a dancing blue cat among foggy trees", "in the forest mist a blue cat dances"],
        "details": ["soft morning light", "crowd of people"],
    }
    async with planning(planner, {"chat": chat_says(thought)}, enhance=True) as (mine, services):
        plan = await mine.plan("안개 낀 숲에서 춤추는 파란 고양이, 사람은 빼고")

    assert len(services["chat"].asked) == 1
    assert plan.english == thought["english"]
    assert plan.paraphrases == tuple(thought["paraphrases"])
    assert plan.providers == ("kiwi", "chat", "keybert")
    assert "soft morning light" in plan.prompt
    assert "people" not in plan.prompt
    assert says(plan.negative_prompt, "people")
    assert all(1.05 <= keyword.weight <= 1.35 for keyword in plan.keywords)


async def test_english_is_weighted_by_its_paraphrases(planner: Planner) -> None:
    thought = {
        "english": "x",
        "paraphrases": ["a lighthouse above the water", "the lighthouse of the coast", "lighthouse at night"],
    }
    plan = await plan_of(planner, "an old lighthouse and a bench", {"chat": chat_says(thought)})

    heard = {keyword.text: keyword.weight for keyword in plan.keywords}
    assert plan.english == "an old lighthouse and a bench"
    assert plan.providers == ("keybert", "chat")
    assert max(heard, key=lambda text: heard[text]).endswith("lighthouse")


@pytest.mark.parametrize(
    ("text", "style"), [("고양이 --style 수채화", ""), ("고양이 --스타일 수채화풍", ""), ("고양이", "watercolour")]
)
async def test_a_style_is_picked_by_name_in_both_languages(planner: Planner, text: str, style: str) -> None:
    plan = await planner.plan(text, style=style)

    assert "watercolour painting" in plan.prompt
    assert "watercolour painting" in plan.prompt_2
    assert "photograph" in plan.negative_prompt
    assert plan.warnings == ()


async def test_an_unknown_style_is_taken_at_its_word_with_a_warning(planner: Planner) -> None:
    plan = await planner.plan("a cat --style my grandmother's curtains")

    assert "my grandmother's curtains" in plan.prompt
    assert plan.warnings == ("warning.unknown_style",)


async def test_a_style_does_not_refuse_what_the_text_is_about(planner: Planner) -> None:
    plan = await planner.plan("an old photograph on a table --style oil")

    assert "oil painting" in plan.prompt
    assert "photograph" not in plan.negative_prompt


async def test_a_style_left_to_chance_is_the_seed_s_choice(planner: Planner) -> None:
    by_option = await planner.plan("a cat --style 아무거나 --seed 7")
    by_seed = await planner.plan("a cat", style="random", seed=7)

    assert by_option.prompt == by_seed.prompt
    assert chosen(7).wanted[0] in by_seed.prompt


async def test_the_style_table_enhances_where_the_owner_wants_it(planner: Planner) -> None:
    async with planning(planner, {"chat": FAULT}, enhance=True) as (mine, _):
        plan, again = await mine.plan("a cat", seed=3), await mine.plan("a cat", seed=3)
        styled = await mine.plan("a cat --style 유화", seed=3)

    assert plan.providers == ("keybert", "styles")
    assert plan.prompt == again.prompt
    assert chosen(3).wanted[0] in plan.prompt
    assert "styles" not in styled.providers


async def test_a_text_as_it_is_goes_to_nobody(planner: Planner) -> None:
    async with planning(planner, {"papago": papago_says("x"), "chat": FAULT}) as (mine, services):
        plan = await mine.plan("(고양이:1.2) masterpiece", raw=True)

    assert plan.prompt == "(고양이:1.2) masterpiece"
    assert not any(service.asked for service in services.values())
