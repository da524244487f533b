"""Whether a text is painted, and behind a veil or not."""

from __future__ import annotations

import structlog

from bot.commands.base import Context
from bot.commands.policy import policy_of
from bot.commands.studio import Studio
from bot.errors import Moderated
from bot.moderation import judge
from bot.people import PersonId
from bot.plan import PromptPlan
from bot.store import Ruling

log = structlog.get_logger()


async def moderated(studio: Studio, context: Context, person: PersonId, plan: PromptPlan) -> bool:
    """Whether the pictures are hidden until somebody wants to see them. A ruling is logged. Raises Moderated."""
    policy = await policy_of(studio, context, person)
    verdict = judge(plan, policy.words, policy.moderation)
    if verdict.category is None:
        return False
    log.info("text moderated", person=person, outcome=verdict.outcome, category=verdict.category)
    place, outcome, category = context.place, verdict.outcome, verdict.category
    await studio.store.rule(Ruling(at=studio.clock(), person=person, place=place, outcome=outcome, category=category))
    if verdict.outcome == "refuse":
        raise Moderated(verdict.category)
    return True
