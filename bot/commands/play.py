"""What somebody does in a group session; only they see what it answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Annotated

from bot.commands.base import Attachment, Command, Context, Option, Reply
from bot.commands.moderated import fit, moderated
from bot.commands.policy import policy_of
from bot.commands.session import join_of
from bot.commands.studio import Studio
from bot.errors import EmptyRequest, NobodyKnown, NobodyNamed, NoSuchSession, NothingToSee, NotYourTurn, WrongPhase
from bot.i18n import say
from bot.images import without_recipe
from bot.people import Account, Locale, PersonId, Place
from bot.sessions import moves
from bot.sessions.moves import Move
from bot.sessions.paintings import wording
from bot.sessions.rules import candidates, player_of
from bot.sessions.session import EntryState, Phase, Session

DOES = (
    "join",
    "write",
    "look",
    "vote",
    "skip",
    "leave",
    "start",
    "extend",
    "pause",
    "resume",
    "hand_over",
    "kick",
    "end",
    "agree",
    "disagree",
    "remove",
    "keep",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayOptions:
    """`picture` counts what is voted on, `player` is a name on the board, `session` an id or a code."""

    do: Annotated[str, Option(main=True, choices=DOES)] = "look"
    text: Annotated[str, Option(max_length=1000)] = ""
    picture: Annotated[int, Option(minimum=1, maximum=9)] = 1
    player: Annotated[str, Option(max_length=100)] = ""
    minutes: Annotated[float, Option(minimum=0.5, maximum=60, advanced=True)] = 2.0
    session: Annotated[str, Option(max_length=32, advanced=True)] = ""


async def play(context: Context, options: PlayOptions, studio: Studio) -> Reply:
    """Raises Refused."""
    person = await studio.store.person(context.account, context.locale)
    policy = await policy_of(studio, context, person)
    session = await _session(context, options, person, studio)
    match options.do:
        case "look":
            return await _look(context, session, person, studio)
        case "keep":
            return await _keep(context, session, person, studio)
        case "write":
            said = await _written(context, session, person, options.text, studio)
            await studio.salon.sessions.play(session.id, replace(said, veiled=said.veiled or policy.spoiler))
        case "end" if await _closes(context, session, studio):
            await studio.salon.sessions.play(session.id, moves.End(session.host))
        case _:
            await studio.salon.sessions.play(session.id, _move(context, options, session, person))
    return Reply(say(context.locale, f"session.did.{options.do}"))


async def _written(context: Context, session: Session, person: PersonId, text: str, studio: Studio) -> moves.Write:
    """What somebody wrote, understood. Raises EmptyRequest, NotYourTurn, Moderated."""
    text = " ".join(text.split())
    if not text:
        raise EmptyRequest
    if session.asked(person) is None:
        raise NotYourTurn  # before anything is asked of anybody
    asked, table = wording(session, text), Place("session", session.id)
    plan, korean = await asyncio.gather(
        studio.planner.plan(asked, style=session.style, seed=session.seed), studio.planner.korean(text)
    )
    veiled = await moderated(studio, context, person, plan, table)
    alone = plan if asked == text else await studio.planner.plan(text)  # the board names the theme once
    return moves.Write(person, text, alone.english, veiled, await fit(studio, context, person, korean, table))


async def _closes(context: Context, session: Session, studio: Studio) -> bool:
    """Whether it is played in a place that they manage: there they may end it for its host."""
    if context.place.private or not await context.manages():
        return False
    return context.here in await studio.store.sessions.places(session.id)


async def expect_turn(account: Account, locale: Locale, session_id: str, studio: Studio) -> None:
    """Before a form opens, or another chat: whether anything is to be written.

    Raises NoSuchSession, NotAPlayer and NotYourTurn.
    """
    session = await studio.salon.sessions.session(session_id)
    player = player_of(session, await studio.store.person(account, locale))
    if session.asked(player.person) is None:
        raise NotYourTurn


async def _session(context: Context, options: PlayOptions, person: PersonId, studio: Studio) -> Session:
    """The one that is named, else that of this place, else the newest that they play in. Raises NoSuchSession."""
    if options.session:
        try:
            return await studio.salon.sessions.session(options.session)
        except NoSuchSession:
            return await studio.salon.sessions.by_code(options.session)
    try:
        return await studio.salon.sessions.newest_at(context.here)
    except NoSuchSession:
        playing = studio.salon.sessions.playing(person)
        if not playing:
            raise
        return playing[-1]


def _move(context: Context, options: PlayOptions, session: Session, person: PersonId) -> Move:  # noqa: PLR0911 - a table
    match options.do:
        case "join":
            return join_of(context, person)
        case "vote":
            return moves.Cast(person, _candidate(session, options.picture))
        case "skip":
            return moves.Skip(person, _named(session, options.player) if options.player else _awaited(session, person))
        case "extend":
            return moves.Extend(person, options.minutes * 60)
        case "hand_over":
            return moves.HandOver(person, _named(session, options.player))
        case "kick":
            return moves.Kick(person, _named(session, options.player))
        case "agree" | "disagree":
            return moves.Consent(person, public=options.do == "agree")
    plain: dict[str, Move] = {
        "leave": moves.Leave(person),
        "start": moves.Start(person),
        "pause": moves.Pause(person),
        "resume": moves.Resume(person),
        "end": moves.End(person),
        "remove": moves.Remove(person),
    }
    return plain[options.do]


def _candidate(session: Session, picture: int) -> int:
    """The entry that the `picture`-th candidate is. Raises WrongPhase."""
    found = candidates(session)
    if session.phase != Phase.VOTING or picture > len(found):
        raise WrongPhase
    return found[picture - 1].number


def _named(session: Session, name: str) -> PersonId:
    """Who plays under that name. Raises NobodyKnown and NobodyNamed."""
    wanted = name.strip().lstrip("@").casefold()
    if not wanted:
        raise NobodyNamed
    for player in session.active:
        if player.name.casefold() == wanted:
            return player.person
    raise NobodyKnown(name)


def _awaited(session: Session, person: PersonId) -> PersonId:
    """Oneself; or the only one whom a host, who has nothing to write, waits for."""
    asked = [entry.author for entry in session.current if entry.state == EntryState.ASKED]
    return asked[0] if len(asked) == 1 and session.host == person else person


async def _look(context: Context, session: Session, person: PersonId, studio: Studio) -> Reply:
    """What somebody goes on from, for them alone. Raises NotYourTurn."""
    asked = session.asked(person)
    if asked is None:
        raise NotYourTurn
    picture = await studio.salon.sessions.look(session, asked)
    said = say(context.locale, f"session.next.{session.mode}.collecting")
    if picture is None:
        return Reply(said)
    source = None if asked.source is None else session.entries[asked.source]
    veiled = source is not None and source.veiled
    bare = without_recipe(await studio.store.file(picture))  # nobody reads there what they are to guess
    return Reply(said, Attachment("look.png", bare, veiled))


async def _keep(context: Context, session: Session, person: PersonId, studio: Studio) -> Reply:
    """Everything that is left of it, for who was there. Raises NothingToSee."""
    if session.phase != Phase.ARCHIVED or session.player(person) is None:
        raise NothingToSee
    data = await studio.salon.keepsakes.archive(session, context.locale)
    return Reply(say(context.locale, "session.did.keep"), Attachment(f"hwaga-{session.code}.zip", data))


PLAY = Command("play", PlayOptions, play)
