"""A place's rules with what was chosen for it now, and what may not be chosen. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, cast

from bot.commands.base import Option
from bot.commands.policy import limits_of
from bot.commands.usual import ALL, UsualOptions, defaults_of, language_of, without
from bot.config import Settings
from bot.engine.backend import Capabilities
from bot.errors import BadOption
from bot.limits import Overrides
from bot.moderation import MODES, Outcome, WordList, judge, own_word
from bot.plan import PromptPlan
from bot.rules import OUTCOMES, House, Rules, pictures_of

RESETS = (ALL, "style", "size", "quality", "spoiler", "moderation", "pictures", "words", "limits")
LIMITS: Mapping[str, str] = MappingProxyType(
    {
        "waiting": "waiting",
        "waiting_here": "waiting_here",
        "cooldown": "cooldown_s",
        "budget": "budget",
        "refill": "refill_per_h",
    }
)
"""Options, and the limit of `bot.limits` that each sets."""
MOST_WORDS = 200
"""Own words of a place, of either kind."""
LONGEST_WORD = 40
_APART = re.compile(r"[,、，\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOptions(UsualOptions):
    """`refuse`, `permit` and `forget` are words, apart by commas. With a `role`, the limits are those of its people.

    `cooldown` in seconds, `budget` in megapixel-steps, `refill` in those an hour; 0 is no limit.
    """

    moderation: Annotated[str | None, Option(choices=MODES)] = None
    pictures: Annotated[str | None, Option(choices=OUTCOMES)] = None
    refuse: Annotated[str, Option(max_length=2000)] = ""
    permit: Annotated[str, Option(max_length=2000)] = ""
    forget: Annotated[str, Option(max_length=2000)] = ""
    role: Annotated[str, Option(max_length=40)] = ""
    waiting: Annotated[int | None, Option(minimum=0, maximum=10_000)] = None
    waiting_here: Annotated[int | None, Option(minimum=0, maximum=100_000)] = None
    cooldown: Annotated[float | None, Option(minimum=0, maximum=86_400)] = None
    budget: Annotated[float | None, Option(minimum=0, maximum=10_000_000)] = None
    refill: Annotated[float | None, Option(minimum=1, maximum=10_000_000)] = None
    reset: Annotated[str | None, Option(choices=RESETS)] = None


def ruled(before: Rules, options: PlaceOptions, offers: Capabilities) -> Rules:
    """The rules less what was reset, with what was chosen now. Raises BadOption."""
    kept, gone = _without(before, options.reset), _words("forget", options.forget)
    limits = Overrides(**{limit: getattr(options, option) for option, limit in LIMITS.items()})
    role = role_of(options)
    return Rules(
        locale=language_of(options, kept.locale),
        defaults=defaults_of(options, without(kept.defaults, options.reset), offers),
        moderation=next((mode for mode in MODES if mode == options.moderation), kept.moderation),
        pictures=cast("Outcome | None", options.pictures) or kept.pictures,
        refused=_listed("refuse", kept.refused, _words("refuse", options.refuse), gone),
        permitted=_listed("permit", kept.permitted, _words("permit", options.permit), gone),
        limits=kept.limits if role else limits.over(kept.limits),
        roles={**kept.roles, role: limits.over(kept.roles.get(role, Overrides()))} if role else kept.roles,
    )


def role_of(options: PlaceOptions) -> str:
    """A role's id, also where it was mentioned: `<@&123>`."""
    return "".join(re.findall(r"\d", options.role)) or options.role.strip()


def refuse_laxer(options: PlaceOptions, house: House, settings: Settings) -> None:
    """Raises BadOption with what the owner leaves to a manager."""
    mode = house.owner.moderation or settings.moderation
    outcome = house.owner.pictures or pictures_of(settings, mode)
    _refuse_unless("moderation", options.moderation, MODES[MODES.index(mode) :])
    _refuse_unless("pictures", options.pictures, OUTCOMES[OUTCOMES.index(outcome) :])
    ceiling = limits_of(settings).replaced(house.owner.limits)
    for option, limit in LIMITS.items():
        wanted, most = getattr(options, option), getattr(ceiling, limit)
        if wanted is None or not most:
            continue
        if option == "cooldown" and wanted < most:
            raise BadOption(option, f"{wanted:g}", f"{most:g}–")
        if option != "cooldown" and not 0 < wanted <= most:
            raise BadOption(option, f"{wanted:g}", f"1–{most:g}")


def refuse_unlawful(options: PlaceOptions, words: WordList, *, owner: bool) -> None:
    """Raises BadOption where a word is to be permitted that nobody may, or only an owner."""
    for word in _words("permit", options.permit):
        plan = PromptPlan(text=word, language="none")
        # also those that are innocent alone and guilty beside others
        of_minors = any(entry.category == "minors" for entry in words.in_reading(word).counted)
        if of_minors or (not owner and judge(plan, words, "standard").outcome == "refuse"):
            raise BadOption("permit", word, "")


def _refuse_unless(option: str, wanted: str | None, allowed: tuple[str, ...]) -> None:
    if wanted is not None and wanted not in allowed:
        raise BadOption(option, wanted, ", ".join(allowed))


def _without(before: Rules, name: str | None) -> Rules:
    match name:
        case "all":
            return Rules()
        case "moderation":
            return replace(before, moderation=None)
        case "pictures":
            return replace(before, pictures=None)
        case "words":
            return replace(before, refused=(), permitted=())
        case "limits":
            return replace(before, limits=Overrides(), roles={})
    return before


def _words(option: str, typed: str) -> tuple[str, ...]:
    """As the list has them. Raises BadOption on what holds no letters, or too many."""
    words = []
    for part in filter(None, map(str.strip, _APART.split(typed))):
        word = own_word(part)
        if not 0 < len(word) <= LONGEST_WORD:
            raise BadOption(option, part[:LONGEST_WORD], f"1–{LONGEST_WORD}")
        words.append(word)
    return tuple(words)


def _listed(option: str, before: tuple[str, ...], more: tuple[str, ...], gone: tuple[str, ...]) -> tuple[str, ...]:
    listed = tuple(word for word in dict.fromkeys((*before, *more)) if word not in gone)
    if len(listed) > MOST_WORDS:
        raise BadOption(option, str(len(listed)), f"0–{MOST_WORDS}")
    return listed
