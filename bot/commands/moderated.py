"""Whether a text is painted, and behind a veil or not."""

from __future__ import annotations

import structlog

from bot.commands.base import Context
from bot.commands.policy import policy_of, words_of
from bot.commands.studio import Studio
from bot.errors import Moderated
from bot.moderation import Verdict, judge
from bot.people import PersonId, Place
from bot.plan import PromptPlan
from bot.rules import OUTCOMES
from bot.store import Ruling

log = structlog.get_logger()


async def moderated(
    studio: Studio, context: Context, person: PersonId, plan: PromptPlan, also_in: Place | None = None
) -> bool:
    """Whether the pictures are hidden until somebody wants to see them. A ruling is logged. Raises Moderated.

    `also_in` is where they are seen besides: the stricter of both places decides.
    """
    verdict = await _verdict(studio, context, person, plan, also_in)
    if verdict.category is None:
        return False
    log.info("text moderated", person=person, outcome=verdict.outcome, category=verdict.category)
    place, outcome, category = context.place, verdict.outcome, verdict.category
    await studio.store.rule(Ruling(at=studio.clock(), person=person, place=place, outcome=outcome, category=category))
    if verdict.outcome == "refuse":
        raise Moderated(verdict.category)
    return True


async def fit(studio: Studio, context: Context, person: PersonId, text: str, also_in: Place | None = None) -> str:
    """A translation that people are shown beside their text; nothing where it says what they may not."""
    verdict = await _verdict(studio, context, person, PromptPlan(text=text, language="ko"), also_in)
    return text if verdict.category is None else ""


async def _verdict(
    studio: Studio, context: Context, person: PersonId, plan: PromptPlan, also_in: Place | None
) -> Verdict:
    policy = await policy_of(studio, context, person)
    verdict = judge(plan, policy.words, policy.moderation)
    if also_in is None:
        return verdict
    house = await studio.store.choices.house(also_in)
    words = await words_of(studio.words, house.refused, house.permitted)
    there = judge(plan, words, house.moderation(studio.settings.moderation))
    return max(verdict, there, key=lambda one: OUTCOMES.index(one.outcome))
