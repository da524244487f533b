"""Corrections in plain words: what they mention changes, the rest stays."""

from __future__ import annotations

import time

import pytest

from bot.config import Settings
from bot.prompt.edits import Edit
from bot.prompt.orders import LONGEST, as_wish, asks_again
from bot.prompt.planner import Planner


@pytest.mark.parametrize(
    ("order", "wish"),
    [
        ("change the cat to a dog", "dog, no cat"),
        ("a dog instead of the cat", "dog, no cat"),
        ("turn the hat into red", "red hat"),
        ("make her hair red", "red hair"),
        ("make it at night", "night"),
        ("remove the people", "no people"),
        ("add a boat", "boat"),
        ("more snow, at night", "more snow, at night"),
        ("모자만 빨갛게", "모자만 빨갛게"),
        ("make the car blue and add rain", "blue car, rain"),
        ("instead of the car a bike", "bike, no car"),
        ("it's too dark", "not dark"),
        ("너무 어두워요", "어둡지 않게"),
        ("하늘이 너무 밝아", "하늘이 밝지 않게"),
        ("너무 커", "크지 않게"),
    ],
)
def test_orders_become_wishes(order: str, wish: str) -> None:
    assert as_wish(order) == wish


@pytest.mark.parametrize("order", [" " * 4_000, "a " * 2_000, "too " * 1_000, "너무 " * 1_300, "change a to " * 300])
def test_a_hostile_order_holds_nobody_up(order: str) -> None:
    began = time.process_time()

    as_wish(order)
    as_wish(order[:LONGEST])

    assert time.process_time() - began < 2.0


@pytest.mark.parametrize(
    ("order", "again"),
    [
        ("다시 그려줘", True),
        ("한 번 더!", True),
        ("또 그려 주세요~", True),
        ("다시 한번 부탁해요", True),
        ("하나 더 만들어줘", True),
        ("once more, please", True),
        ("try again", True),
        ("another one", True),
        ("고양이 하나 더", False),
        ("다시 그려줘, 밤으로", False),
        ("another cat", False),
        ("", False),
    ],
)
def test_once_more_is_told_from_a_correction(order: str, again: bool) -> None:  # noqa: FBT001 - a column
    assert asks_again(order) is again


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("text", "correction", "sentence", "unwanted"),
    [
        (
            "노란 모자를 쓴 소년이 눈밭을 걷는다",
            "모자만 빨갛게, 사람은 빼줘",
            "boy wearing red hat walking in snowfield",
            "people",
        ),
        ("a castle on a hill at sunset, snow", "more snow, at night", "a castle on a hill, snow, night", ""),
        ("숲속의 고양이", "고양이를 강아지로 바꿔줘", "forest puppy", "cat"),
        ("노란 모자를 쓴 소년", "모자를 빨간색으로 바꿔줘", "boy wearing red hat", ""),
        ("고양이와 꽃", "꽃은 빼고 나비를 추가해줘", "cat and butterfly", "flower"),
        ("a cat on a sofa", "change the cat to a dog", "a dog on a sofa", "cat"),
        ("a girl with long blonde hair", "make her hair red", "a girl with long red hair", ""),
        ("도시의 밤", "낮으로 해줘", "city, day", ""),
        ("사람 없는 해변", "사람을 넣어줘", "beach, person", ""),
        ("a red car in the city", "blue", "a blue car in the city", ""),
        ("모자를 쓴 소년", "모자 벗겨줘", "boy", "hat"),
        ("눈밭의 소년", "눈을 더 많이", "snowfield boy, snow", ""),
        ("a boy wearing a hat and a girl", "no hat", "a boy and a girl", "hat"),
        ("고양이 두 마리가 소파에서 잔다", "고양이 세 마리로", "three cats sleeping on sofa", ""),
        ("고양이 두 마리가 소파에서 잔다", "고양이 한 마리만", "cat sleeping on sofa", ""),
        ("고양이 두 마리가 소파에서 잔다", "흰 고양이로", "two white cats sleeping on sofa", ""),
        ("a red car on a street", "two cars", "two red cars on a street", ""),
        ("고양이", "배경만 숲으로", "cat, forest background", ""),
        ("고양이", "강아지도 한 마리 추가", "cat, one puppy", ""),
        ("모자를 쓴 소년", "모자를 큰 걸로", "boy wearing big hat", ""),
        ("a red car on a street", "too bright", "a red car on a street", "bright"),
    ],
)
async def test_a_correction_changes_what_it_mentions(
    planner: Planner, text: str, correction: str, sentence: str, unwanted: str
) -> None:
    previous = await planner.plan(text)

    plan = await planner.correct(previous, correction)

    assert plan.prompt_2 == plan.english == sentence
    assert plan.negative_prompt == unwanted
    assert plan.text == f"{text}\n{correction}"


@pytest.mark.asyncio(loop_scope="session")
async def test_a_correction_keeps_weights_style_and_options(planner: Planner) -> None:
    previous = await planner.plan("(red house:1.4), night, snow --ar 16:9", style="watercolour of my own")

    plan = await planner.correct(previous, "more snow")

    assert "(red house:1.4)" in plan.prompt
    assert "watercolour of my own" in plan.prompt
    assert plan.style == previous.style
    assert plan.options == {"size": "16:9"}
    weight_of = {keyword.text: keyword.weight for keyword in previous.keywords}
    assert {keyword.text: keyword.weight for keyword in plan.keywords}["snow"] > weight_of["snow"]


@pytest.mark.asyncio(loop_scope="session")
async def test_another_sentence_keeps_style_and_negatives(planner: Planner) -> None:
    previous = await planner.plan("사람 없는 바다", style="my own look")

    plan = await planner.edit(previous, Edit(english="a stormy sea at night"))

    assert plan.prompt_2 == "a stormy sea at night, my own look"
    assert plan.negative_prompt == "people"
    assert "stormy sea" in plan.prompt
    assert "my own look" in plan.prompt


@pytest.mark.asyncio(loop_scope="session")
async def test_what_a_correction_replaced_is_told_no_more(planner: Planner) -> None:
    previous = await planner.plan("노란 모자를 쓴 소년, 글자 없이")

    plan = await planner.correct(previous, "모자를 빨간색으로 바꿔줘, 사람은 빼줘, 글자를 넣어줘")

    known = {gloss.source: gloss.english for gloss in plan.known}
    assert "노랗다" not in known
    assert {"모자", "빨간색", "글자"} <= set(known)
    assert [gloss.source for gloss in plan.denied] == ["사람"]


@pytest.mark.asyncio(loop_scope="session")
async def test_the_owner_may_give_the_sentence_to_the_first_encoder(planner: Planner) -> None:
    turned = Planner(Settings(_env_file=None, swap_prompts=True))
    turned.analyst = planner.analyst
    plans = []
    for one in (planner, turned):
        plan = await one.plan("노란 모자를 쓴 소년", style="수채화")
        corrected = await one.correct(plan, "모자만 빨갛게")
        plans.append((plan, corrected, await one.edit(corrected, Edit(english="a boy in the rain"))))

    for usual, other in zip(*plans, strict=True):
        assert usual.prompt != usual.prompt_2
        assert (other.prompt, other.prompt_2) == (usual.prompt_2, usual.prompt)
    await turned.providers.stop()


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("correction", ["픽셀아트로 바꿔줘", "make it pixel art", "--style 픽셀"])
async def test_a_style_that_is_asked_for_in_words_takes_the_place_of_the_last_one(
    planner: Planner, correction: str
) -> None:
    previous = await planner.plan("숲속의 고양이", style="수채화")

    plan = await planner.correct(previous, correction)

    assert "watercolour" in previous.prompt
    assert "watercolour" not in plan.prompt + plan.prompt_2
    assert plan.prompt_2.startswith("forest cat, pixel art")
    assert plan.prompt.startswith("(forest cat:1.2), pixel art")
