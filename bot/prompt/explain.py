"""A plan in one short message: what was understood, what weighs, what is left out, what was not known, who read it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import decimal, say
from bot.people import Locale
from bot.plan import PromptPlan

SHOWN = 12
"""Items of one kind that are told; the others are "…"."""
LONGEST = 900
"""Characters: within a caption of Telegram's and a field of Discord's."""


def explain(plan: PromptPlan, locale: Locale) -> str:
    """The plan for people, a line for each thing that there is to tell."""
    heavy = sorted(plan.keywords, key=lambda keyword: -keyword.weight)
    rows = (
        ("explain.understood", "pairs", [f"{gloss.source} → {gloss.english}" for gloss in plan.known]),
        ("explain.english", "sentence", [plan.english] if plan.english and not plan.known else []),
        ("explain.weights", "phrases", [f"{keyword.text} {decimal(locale, keyword.weight)}" for keyword in heavy]),
        ("explain.unwanted", "things", [plan.negative_prompt] if plan.negative_prompt else []),
        ("explain.unknown", "words", plan.unknown),
        ("explain.options", "names", [f"--{name}" for name in plan.unknown_options]),
        ("explain.providers", "names", plan.providers),
    )
    lines = [say(locale, key, {name: _listed(items)}) for key, name, items in rows if items]
    told = [say(locale, warning) for warning in plan.warnings if warning != "warning.unknown_option"]
    return _short("\n".join([*lines, *told]))


def _listed(items: Sequence[str]) -> str:
    return ", ".join([*items[:SHOWN], *(["…"] if len(items) > SHOWN else [])])


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
