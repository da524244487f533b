"""The state machine of a session: a session, a move and the time in, the next session out. Pure.

lobby → collecting → painting → voting → reveal → collecting … → archived. What has to be done for a session (texts to
queue, a board to draw, a moment to wake up at) follows from how it stands, so a restart loses nothing of it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.errors import SessionOver
from bot.people import PersonId
from bot.sessions import rules
from bot.sessions.moves import (
    Broke,
    Cast,
    Consent,
    End,
    Extend,
    Forget,
    HandOver,
    Join,
    Kick,
    Leave,
    Move,
    Painted,
    Passed,
    Pause,
    Queued,
    Refused,
    Remove,
    Resume,
    Skip,
    Start,
    Write,
)
from bot.sessions.phases import settled
from bot.sessions.session import EntryState, Phase, Session

_ALSO_AFTER = Remove | Forget | Consent | Passed | Painted | Broke | Refused
"""Moves that may come when all is over."""
_Hosting = Start | Extend | Pause | Resume | HandOver | Kick | End
_Playing = Join | Leave | Write | Cast | Skip | Consent | Remove | Forget


def play(session: Session, move: Move, now: float) -> Session:
    """What the session is after this move at this time (unix seconds), and after everything that follows from it.

    Raises SessionRefused where the move is not that person's, or not now.
    """
    if session.phase == Phase.ARCHIVED and not isinstance(move, _ALSO_AFTER):
        raise SessionOver
    # first what time has brought: nobody is quicker than a deadline that has passed
    session = settled(_noticed(session, _mover(move), now), now)
    return settled(_apply(session, move, now), now)


def woken(session: Session, slept_s: float) -> Session:
    """After the bot was away for so long: nobody could do anything, so nobody's time ran."""
    players = tuple(replace(player, seen_at=player.seen_at + slept_s) for player in session.players)
    deadline = None if session.deadline is None else session.deadline + slept_s
    return replace(session, players=players, deadline=deadline)


def _noticed(session: Session, person: PersonId | None, now: float) -> Session:
    """Whoever tries something is there, whether they may or not: so they can take the place of a host who is not."""
    player = None if person is None else session.player(person)
    if player is None or not player.active:
        return session
    return session.with_player(replace(player, seen_at=now))


def _mover(move: Move) -> PersonId | None:
    """None for what nobody does."""
    match move:
        case Join(person) | Leave(person) | Write(person) | Consent(person) | Remove(person):
            return person
        case Start(by) | Skip(by) | Extend(by) | Pause(by) | Resume(by) | HandOver(by) | Kick(by) | End(by):
            return by
        case Cast(voter):
            return voter
    return None


def _apply(session: Session, move: Move, now: float) -> Session:
    match move:
        case Passed():
            return session
        case Queued() | Painted() | Broke() | Refused():
            return _painting(session, move, now)
        case Start(by) | Extend(by) | Pause(by) | Resume(by) | HandOver(by) | Kick(by) | End(by):
            return _hosting(rules.hosted(session, by), move, now)
    return _playing(session, move, now)


def _painting(session: Session, news: Queued | Painted | Broke | Refused, now: float) -> Session:
    """What came of an entry."""
    match news:
        case Queued(number, job, cost):
            return rules.queued(session, number, job, cost)
        case Painted(number, picture, veiled):
            return rules.painted(session, number, picture, veiled=veiled)
        case Broke(number):
            return rules.with_unended(session, number, state=EntryState.FAILED)
        case Refused(number):
            return rules.refuse(session, number, now)


def _hosting(session: Session, move: _Hosting, now: float) -> Session:  # noqa: PLR0911 - one line a move
    """What only the host may do."""
    match move:
        case Start():
            return rules.start(session, now)
        case Extend(_, seconds):
            return rules.extend(session, seconds)
        case Pause():
            return rules.pause(session, now)
        case Resume():
            return rules.resume(session, now)
        case HandOver(_, to):
            return rules.hand_over(session, to)
        case Kick(_, person):
            return rules.kick(session, person)
        case End():
            return rules.end(session, now)


def _playing(session: Session, move: _Playing, now: float) -> Session:  # noqa: PLR0911 - one line a move
    """What everybody may do."""
    match move:
        case Join():
            return rules.join(session, move, now)
        case Leave(person):
            return rules.leave(session, person)
        case Write():
            return rules.write(session, move, now)
        case Cast(voter, number):
            return rules.cast(session, voter, number)
        case Skip(by, person):
            return rules.skip(session, by, person)
        case Consent(person, public):
            return rules.consent(session, person, public=public)
        case Remove(person):
            return rules.remove(session, person)
        case Forget(person):
            return rules.forget(session, person)
