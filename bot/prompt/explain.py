"""A plan in one short message: what was understood, what weighs, what is left out, what was not known, who read it."""

from __future__ import annotations

from collections.abc import Sequence

from bot import weights
from bot.errors import Value
from bot.i18n import decimal, say
from bot.people import Locale
from bot.plan import PromptPlan, Weighted

SHOWN = 12
"""Items of one kind that are told; the others are "…"."""
BUILT_IN = frozenset({"kiwi", "okt", "gloss", "keybert"})
"""Providers that no text leaves the house for."""
LONGEST = 900
"""Characters: within a caption of Telegram's and a field of Discord's."""
LINE = 240
"""Characters of one thing that is told, so that none crowds out the others."""


def explain(plan: PromptPlan, locale: Locale) -> str:
    """The plan for people, a line for each thing that there is to tell."""
    heavy = sorted(_weighted(plan), key=lambda keyword: -keyword.weight)
    rows = (
        ("explain.understood", "pairs", [f"{gloss.source} → {gloss.english}" for gloss in plan.known]),
        ("explain.english", "sentence", [plan.english] if plan.english and not plan.known else []),
        ("explain.weights", "phrases", [f"{keyword.text} {decimal(locale, keyword.weight)}" for keyword in heavy]),
        ("explain.unwanted", "things", left_out(plan, plan.negative_prompt)),
        ("explain.unknown", "words", plan.unknown),
        ("explain.providers", "names", [say(locale, f"provider.{name}") for name in plan.providers]),
    )
    lines = [say(locale, key, {name: _listed(items)}) for key, name, items in rows if items]
    return _short("\n".join([*lines, *notes(plan, locale)]), LONGEST)


def left_out(plan: PromptPlan, negative_prompt: str) -> tuple[str, ...]:
    """The phrases of a negative prompt, with the words of the plan's that they come from."""
    phrases = [phrase for phrase in negative_prompt.split(", ") if phrase]
    told = [gloss for gloss in plan.denied if gloss.english and set(gloss.english.split(", ")) <= set(phrases)]
    sourced = {phrase for gloss in told for phrase in gloss.english.split(", ")}
    pairs = [f"{gloss.source} → {gloss.english.replace(', ', '/')}" for gloss in told]
    return (*pairs, *(phrase for phrase in phrases if phrase not in sourced))


def helped_by(plan: PromptPlan, locale: Locale) -> str:
    """Who made the plan beside the built-in tools."""
    return ", ".join(say(locale, f"provider.{name}") for name in plan.providers if name not in BUILT_IN)


def notes(plan: PromptPlan, locale: Locale) -> tuple[str, ...]:
    """What did not go as one would think."""
    values: dict[str, dict[str, Value]] = {
        "warning.unknown_option": {"names": ", ".join(f"--{name}" for name in plan.unknown_options)}
    }
    return tuple(say(locale, warning, values.get(warning, {})) for warning in plan.warnings)


def _weighted(plan: PromptPlan) -> list[Weighted]:
    """The phrases that weigh other than usual, planned or as they were typed."""
    pieces = [piece for prompt in (plan.prompt, plan.prompt_2) for piece in weights.parse(prompt)]
    return list(dict.fromkeys(piece for piece in pieces if piece.weight != 1))


def _listed(items: Sequence[str]) -> str:
    return _short(", ".join([*items[:SHOWN], *(["…"] if len(items) > SHOWN else [])]), LINE)


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
