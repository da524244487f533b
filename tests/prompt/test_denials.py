"""Whatever is denied, in whatever form: it is in the negative prompt, and nowhere in what is painted."""

from __future__ import annotations

import pytest

from bot import weights
from bot.i18n.particles import settled
from bot.prompt.planner import Planner
from bot.prompt.wanted import says

pytestmark = pytest.mark.asyncio(loop_scope="session")

THINGS = {
    "사람": "people", "자동차": "car", "나무": "tree", "구름": "clouds", "건물": "building", "고양이": "cat",
    "꽃": "flower", "모자": "hat", "안경": "glasses", "글자": "letters", "새": "bird", "우산": "umbrella",
}  # fmt: skip
DENIED = (
    "{} 없이 조용한 바다", "{} 없는 바다", "바다, {} 없음", "{} 말고 바다", "{} 빼고 바다만", "{}없는 바다",
    "바다인데 {}은(는) 빼 줘", "{}을(를) 제외하고 바다", "바다 그려줘 {}은(는) 넣지 말고", "{} 하나 없는 바다",
    "바다, {} 금지", "{}이(가) 안 보이는 바다", "{}이(가) 보이지 않는 바다", "바다에 {}을(를) 넣지 마",
    "{}이(가) 나오지 않게 바다를 그려 주세요", "바다 --제외 {}", "{}은(는) 그리지 말아 주세요, 바다",
    "{}은(는) 싫어요, 바다 그려줘", "{}은(는) 없었으면 좋겠어요, 바다", "바다, {} 빼주세요",
    "{}이(가) 아닌 바다", "{} 대신 바다", "{}과(와) 섬 없는 바다",
)  # fmt: skip
ENGLISH = (
    "a sea without {}", "sea, no {}", "a sea with no {} and a boat", "do not draw {}, a sea", "a sea but not {}",
    "sea --no {}", "a sea, {} excluded", "a sea free of {}", "avoid {}, sea", "a sea that has no {}", "sea (no {})",
    "sea instead of {}",
)  # fmt: skip


def said(form: str, thing: str) -> str:
    """The form about a thing, its particles as they are written behind it."""
    head, _, rest = form.partition("{}")
    particle, bracket, more = rest.partition(")")
    return head + thing + (settled(thing, particle + bracket) + more if "(" in particle else rest)


@pytest.mark.parametrize("form", DENIED)
async def test_what_is_denied_in_korean_is_not_painted(planner: Planner, form: str) -> None:
    for thing, english in THINGS.items():
        plan = await planner.plan(said(form, thing))

        assert says(plan.negative_prompt, english), plan
        assert says(plan.prompt_2, "sea"), plan
        assert not says(weights.plain(plan.prompt), english), plan
        assert not says(plan.prompt_2, english), plan
        assert thing not in plan.lemmas
        assert thing not in {gloss.source for gloss in plan.known}


@pytest.mark.parametrize("form", ENGLISH)
async def test_what_is_denied_in_english_is_not_painted(planner: Planner, form: str) -> None:
    for thing in ("people", "cars", "a dog", "red flowers"):
        plan = await planner.plan(form.format(thing))
        words = thing.removeprefix("a ")

        assert says(plan.negative_prompt, words), plan
        assert says(plan.prompt_2, "sea"), plan
        assert not says(weights.plain(plan.prompt), words), plan
        assert not says(plan.prompt_2, words), plan
