"""How a session goes from phase to phase: when everybody has done their part, or when the time is over. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.sessions.modes import MODES
from bot.sessions.rules import candidates, fewest, resume
from bot.sessions.session import Entry, EntryState, Phase, Session

_MOST_STEPS = 1000
"""Phases that pass at once, one after another, where nobody is there to do anything: far above any game's."""


def settled(session: Session, now: float) -> Session:
    """As far as it goes by itself. A phase begins when the one before it was over, not when somebody looked."""
    since = now
    for _ in range(_MOST_STEPS):
        session = _with_host(session, now)
        end = _end(session, now, since)
        if end is None:
            return session
        session = resume(session, end) if session.paused else _AFTER[session.phase](session, end)
        since = end
    raise AssertionError("a session that never comes to rest")


def _with_host(session: Session, now: float) -> Session:
    """A host who is not there any more makes room for the player who was there last."""
    host = session.player(session.host)
    away = host is None or not host.active or host.seen_at < now - session.times.away_s
    others = [p for p in session.active if p.person != session.host and p.seen_at >= now - session.times.away_s]
    if session.phase == Phase.ARCHIVED or not away or not others:
        return session
    return replace(session, host=max(others, key=lambda player: player.seen_at).person)


def _end(session: Session, now: float, since: float) -> float | None:
    """When this phase, or its pause, was over; None while it goes on. `since` is when the one before it was."""
    if session.phase == Phase.ARCHIVED:
        return None
    ends = [] if session.deadline is None or session.deadline > now else [session.deadline]
    if not session.paused and _DONE[session.phase](session):
        ends.append(since)
    return min(ends, default=None)


def _after_lobby(session: Session, now: float) -> Session:
    return _begun(session, now) if len(session.active) >= fewest(session) else _archived(session)


def _after_reveal(session: Session, now: float) -> Session:
    return _archived(session) if _last(session) else _begun(session, now)


def _begun(session: Session, now: float) -> Session:
    """The next round; the end, where nobody is left to ask, or nothing to paint with."""
    session = replace(session, round=session.round + 1, ballot=())
    enough = len(session.active) >= fewest(session) and not session.exhausted
    asks = MODES[session.mode].asks(session) if enough else ()
    if not asks:
        return _revealed(replace(session, round=max(session.round - 1, 1), ending=True), now)
    first = len(session.entries)
    entries = tuple(
        Entry(number=number, round=session.round, author=ask.author, source=ask.source, chain=ask.chain)
        for number, ask in enumerate(asks, first)
    )
    return replace(
        session,
        entries=(*session.entries, *entries),
        phase=Phase.COLLECTING,
        deadline=now + session.times.collecting_s,
    )


def _painting(session: Session, now: float) -> Session:
    """Who has not written by now is passed over."""
    session = _ended_as(session, EntryState.ASKED, EntryState.SKIPPED)
    return replace(session, phase=Phase.PAINTING, deadline=now + session.times.painting_s)


def _painted(session: Session, now: float) -> Session:
    """What is not painted by now is not waited for."""
    session, mode = _ended_as(session, EntryState.WRITTEN, EntryState.FAILED), MODES[session.mode]
    if mode.votes and len(candidates(session)) > 1:
        ballot = tuple(entry.number for entry in candidates(session))
        return replace(session, phase=Phase.VOTING, ballot=ballot, deadline=now + session.times.voting_s)
    if mode.reveals_rounds or _last(session):
        return _revealed(session, now)
    return _begun(session, now)


def _revealed(session: Session, now: float) -> Session:
    return replace(session, phase=Phase.REVEAL, deadline=now + session.times.reveal_s)


def _archived(session: Session) -> Session:
    return replace(session, phase=Phase.ARCHIVED, deadline=None)


def _last(session: Session) -> bool:
    return session.ending or session.round >= MODES[session.mode].rounds(session)


def _any(session: Session, state: EntryState) -> bool:
    return any(entry.state == state for entry in session.current)


def _all_voted(session: Session) -> bool:
    """Everybody who can: whose own picture is the only one has nothing to choose."""
    voters = {vote.voter for vote in session.votes if vote.round == session.round}
    authors = {entry.author for entry in candidates(session) if entry.state == EntryState.PAINTED}
    return all(player.person in voters or not authors - {player.person} for player in session.active)


def _ended_as(session: Session, state: EntryState, end: EntryState) -> Session:
    for entry in session.current:
        if entry.state == state:
            session = session.with_entry(replace(entry, state=end))
    return session


_DONE: Mapping[Phase, Callable[[Session], bool]] = {
    Phase.LOBBY: lambda session: not session.active,
    Phase.COLLECTING: lambda session: session.exhausted or not _any(session, EntryState.ASKED),
    Phase.PAINTING: lambda session: not _any(session, EntryState.WRITTEN),
    Phase.VOTING: _all_voted,
    Phase.REVEAL: lambda _session: False,  # people want to look
}
"""Whether nobody is waited for any more in a phase."""

_AFTER: Mapping[Phase, Callable[[Session, float], Session]] = {
    Phase.LOBBY: _after_lobby,
    Phase.COLLECTING: _painting,
    Phase.PAINTING: _painted,
    Phase.VOTING: _revealed,
    Phase.REVEAL: _after_reveal,
}
"""What comes after a phase that was over at that time."""
