"""What holds for somebody in a place: the owner's settings, the place's rules, and their own choices."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import lru_cache

from bot.commands.base import Context
from bot.commands.studio import Studio
from bot.config import Settings
from bot.errors import Banned, NotInvited, OwnersOnly
from bot.jobs import Job
from bot.limits import UNLIMITED, Limits
from bot.moderation import Mode, WordList
from bot.people import PersonId
from bot.preferences import Defaults
from bot.store.choices import Circumstances

_LISTS = 64
"""Places whose words are kept ready; each takes some tens of milliseconds to compile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`spoiler`: all pictures are shown behind a veil, because the person or the place wants it so."""

    limits: Limits
    moderation: Mode
    words: WordList
    defaults: Defaults
    spoiler: bool


async def policy_of(studio: Studio, context: Context, person: PersonId) -> Policy:
    """Raises Banned and NotInvited: this is the door for everything that is painted."""
    found = await studio.store.choices.circumstances(person, context.place)
    owner = owns(studio, context)
    if not owner:
        _admit(studio.settings, found)
    preferences, house = found.preferences, found.house
    return Policy(
        limits=UNLIMITED if owner else house.limits(limits_of(studio.settings), context.roles),
        moderation=house.moderation(studio.settings.moderation),
        words=await words_of(studio.words, house.refused, house.permitted),
        defaults=preferences.defaults.over(house.defaults),
        spoiler=bool(preferences.defaults.spoiler or house.defaults.spoiler),
    )


def owns(studio: Studio, context: Context) -> bool:
    """Whether the account is one of Hwaga's owners."""
    return context.account in (studio.settings.owners or ())


async def answers_for(studio: Studio, context: Context, job: Job) -> bool:
    """Whether somebody else's job is theirs to stop and to take away: who manages its place does, and an owner."""
    here = not job.place.private and job.place == context.place
    return owns(studio, context) or (here and await context.manages())


def owners_only(studio: Studio, context: Context) -> None:
    """Raises OwnersOnly."""
    if not owns(studio, context):
        raise OwnersOnly


def limits_of(settings: Settings) -> Limits:
    """What holds where nothing else is said."""
    return Limits(
        waiting=settings.jobs_per_person,
        waiting_here=settings.jobs_per_place,
        budget=settings.budget,
        refill_per_h=settings.budget_per_hour,
        cooldown_s=settings.cooldown_s,
    )


async def words_of(base: WordList, refused: tuple[str, ...], permitted: tuple[str, ...]) -> WordList:
    """The list with a place's own words."""
    if not refused and not permitted:
        return base
    return await asyncio.to_thread(_extended, base, refused, permitted)


@lru_cache(_LISTS)
def _extended(base: WordList, refused: tuple[str, ...], permitted: tuple[str, ...]) -> WordList:
    return base.extended(refused, permitted)


def _admit(settings: Settings, found: Circumstances) -> None:
    if "banned" in (found.person, found.place):
        raise Banned
    if settings.invited_only and "allowed" not in (found.person, found.place):
        raise NotInvited
