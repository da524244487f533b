"""The state machine of a session: a session, a move and the time in, the next session out. Pure.

lobby → collecting → painting → voting → reveal → collecting … → archived. What has to be done for a session (texts to
queue, a board to draw, a moment to wake up at) follows from how it stands, so a restart loses nothing of it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.errors import SessionOver
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


def play(session: Session, move: Move, now: float) -> Session:
    """What the session is after this move at this time (unix seconds), and after everything that follows from it.

    Raises SessionRefused where the move is not that person's, or not now.
    """
    if session.phase == Phase.ARCHIVED and not isinstance(
        move, Remove | Forget | Consent | Passed | Painted | Broke | Refused
    ):
        raise SessionOver
    # first what time has brought: nobody is quicker than a deadline that has passed
    session = settled(session, now)
    return settled(_apply(session, move, now), now)


def woken(session: Session, slept_s: float) -> Session:
    """After the bot was away for so long: nobody could do anything, so nobody's time ran."""
    players = tuple(replace(player, seen_at=player.seen_at + slept_s) for player in session.players)
    deadline = None if session.deadline is None else session.deadline + slept_s
    return replace(session, players=players, deadline=deadline)


def _apply(session: Session, move: Move, now: float) -> Session:  # noqa: C901, PLR0911, PLR0912 - one line a move
    match move:
        case Passed():
            return session
        case Join():
            return rules.join(session, move, now)
        case Queued(number, job, cost):
            return rules.with_unended(session, number, job=job, cost=session.entries[number].cost + cost)
        case Painted(number, picture):
            return rules.with_unended(session, number, picture=picture, state=EntryState.PAINTED)
        case Broke(number):
            return rules.with_unended(session, number, state=EntryState.FAILED)
        case Refused(number):
            return rules.refuse(session, number, now)
        case Remove(person):
            return rules.remove(session, person)
        case Forget(person):
            return rules.forget(session, person)
        case Consent(person, public):
            return rules.consent(session, person, public=public)
        case Leave(person):
            return rules.leave(rules.seen(session, person, now), person)
        case Write(person):
            return rules.write(rules.seen(session, person, now), move, now)
        case Cast(voter, number):
            return rules.cast(rules.seen(session, voter, now), voter, number)
        case Skip(by, person):
            return rules.skip(rules.seen(session, by, now), by, person)
        case Start(by):
            return rules.start(rules.hosted(session, by, now), now)
        case Extend(by, seconds):
            return rules.extend(rules.hosted(session, by, now), seconds)
        case Pause(by):
            return rules.pause(rules.hosted(session, by, now), now)
        case Resume(by):
            return rules.resume(rules.hosted(session, by, now), now)
        case HandOver(by, to):
            return rules.hand_over(rules.hosted(session, by, now), to)
        case Kick(by, person):
            return rules.kick(rules.hosted(session, by, now), person)
        case End(by):
            return rules.end(rules.hosted(session, by, now), now)
