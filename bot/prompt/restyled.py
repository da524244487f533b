"""A plan in another style. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.plan import PromptPlan
from bot.prompt.compose import merged
from bot.prompt.providers.styles import asked_for


def restyled(previous: PromptPlan, change: PromptPlan, seed: int) -> PromptPlan:
    """The previous plan with the style of `change` in the place of its own; `seed` is the picture's."""
    if not change.style:
        return previous
    old, new = _look(previous), _look(change)
    refused, _ = asked_for(previous.style, seed)
    kept = [part for part in previous.negative_prompt.split(", ") if part not in refused.unwanted]
    return replace(
        previous,
        style=change.style,
        prompt=merged([_without(previous.prompt, old)], [new]),
        prompt_2=merged([previous.english], [new]),
        negative_prompt=", ".join(filter(None, kept)),
    )


def _look(plan: PromptPlan) -> str:
    """What the plan's style adds, which stands behind the sentence."""
    return plan.prompt_2.removeprefix(plan.english).strip(" ,") if plan.prompt_2.startswith(plan.english) else ""


def _without(prompt: str, look: str) -> str:
    return prompt.removesuffix(look).strip(" ,") if look else prompt
