"""Begin a group session, bring its board into view, or let another place join it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, cast, get_args

from bot.commands.base import Command, Context, Option
from bot.commands.moderated import fit, moderated
from bot.commands.policy import policy_of
from bot.commands.queue import SEED_LIMIT
from bot.commands.studio import Studio
from bot.commands.styles import complete_style
from bot.errors import NotOffered
from bot.people import PersonId, Place
from bot.rules import pictures_of
from bot.sessions.modes import MODES
from bot.sessions.moves import Join
from bot.sessions.rules import join
from bot.sessions.session import ModeName, Session, SessionId, Times, new_code, new_session_id

DEFAULT_MODE: ModeName = "jam"
_TASK_OF = {"words": "text2image", "over": "image2image", "on": "outpaint"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """With a theme or a mode: a new one. With a code: the session of another place, here too. Without: its board."""

    theme: Annotated[str, Option(main=True, max_length=200)] = ""
    mode: Annotated[str | None, Option(choices=get_args(ModeName))] = None
    rounds: Annotated[int, Option(minimum=0, maximum=9)] = 0
    minutes: Annotated[float, Option(minimum=0.5, maximum=60)] = 3.0
    style: Annotated[str, Option(max_length=60, complete=complete_style)] = ""
    code: Annotated[str, Option(max_length=12)] = ""


async def session(context: Context, options: SessionOptions, studio: Studio) -> None:
    """The board says the rest. Raises Refused."""
    person = await studio.store.person(context.account, context.locale)
    await policy_of(studio, context, person)
    if options.code:
        await _join_place(context, await studio.salon.sessions.by_code(options.code), person, studio)
    elif options.theme.strip() or options.mode:
        await _begin(context, options, person, studio)
    else:
        address = await context.acknowledge()
        found = await studio.salon.sessions.newest_at(context.here)
        await studio.salon.sessions.show_at(found, context.here, address)


async def _obey(context: Context, session_id: SessionId, studio: Studio) -> None:
    """What is not painted in this place is not painted in the session: its pictures are shown here as well."""
    house, settings = await studio.store.choices.house(context.place), studio.settings
    mode = house.moderation(settings.moderation)
    pictures = house.pictures(pictures_of(settings, mode))
    table = Place("session", session_id)
    await studio.store.choices.rule(table, lambda held: held.with_house(house, mode, pictures), by_owner=False)


def join_of(context: Context, person: PersonId) -> Join:
    """Whoever joins does so with their name, by this account, and from here."""
    return Join(person, context.name, context.locale, context.account, context.here)


async def _join_place(context: Context, found: Session, person: PersonId, studio: Studio) -> None:
    address = await context.acknowledge()
    await studio.salon.sessions.refuse_another(found.id, context.here)
    joined = await studio.salon.sessions.play(found.id, join_of(context, person))
    await _obey(context, joined.id, studio)
    await studio.salon.sessions.show_at(joined, context.here, address)


async def _begin(context: Context, options: SessionOptions, person: PersonId, studio: Studio) -> None:
    mode = cast("ModeName", options.mode or DEFAULT_MODE)
    task = _TASK_OF[MODES[mode].way]
    if task not in studio.backend.offers().tasks:
        raise NotOffered(task)
    theme = " ".join(options.theme.split())
    plan, korean = await asyncio.gather(studio.planner.plan(theme, style=options.style), studio.planner.korean(theme))
    await moderated(studio, context, person, plan)
    address = await context.acknowledge()
    now, times = studio.clock(), Times(collecting_s=options.minutes * 60)
    made = Session(
        id=new_session_id(),
        code=new_code(),
        mode=mode,
        theme=theme,
        theme_english=plan.english,
        theme_korean=await fit(studio, context, person, korean),
        rounds=options.rounds,
        host=person,
        seed=studio.random.randrange(SEED_LIMIT),
        style=options.style,
        times=times,
        deadline=now + times.lobby_s,
        budget=studio.settings.session_budget,
    )
    made = join(made, join_of(context, person), now)
    await studio.salon.sessions.refuse_another(made.id, context.here)
    await _obey(context, made.id, studio)
    await studio.salon.sessions.create(made, context.here, address)


SESSION = Command("session", SessionOptions, session, public=True)
