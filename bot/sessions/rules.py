"""What each move of a session does by itself, and to whom it is refused. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import count
from typing import Any

from bot.errors import (
    NotAPlayer,
    NotTheHost,
    NotYourTurn,
    NoVoteForOneself,
    SessionClosed,
    SessionFull,
    SessionSpent,
    SessionTooSmall,
    WrongPhase,
)
from bot.jobs import JobId
from bot.people import PersonId
from bot.requests import Hash
from bot.sessions.modes import MODES
from bot.sessions.moves import Join, Write
from bot.sessions.session import Entry, EntryState, Phase, Player, Session, Vote

MOST_PLAYERS = 9
"""As many as have room on one sheet, with a button each to vote."""
MOST_TRIES = 3
"""Texts that one author may try in one turn, where the ones before were refused."""
MOST_EXTENSION_S = 3600.0
MOST_PAUSE_S = 86_400.0
"""A pause that everybody has forgotten ends by itself."""
_OPEN = frozenset({EntryState.ASKED, EntryState.WRITTEN})


def fewest(session: Session) -> int:
    """Players that it takes."""
    return max(session.minimum, MODES[session.mode].minimum)


def player_of(session: Session, person: PersonId) -> Player:
    """Raises NotAPlayer where they do not play, or no longer."""
    player = session.player(person)
    if player is None or not player.active:
        raise NotAPlayer
    return player


def hosted(session: Session, by: PersonId) -> Session:
    """The same, if it is the host's. Raises NotTheHost, NotAPlayer."""
    if by != session.host:
        raise NotTheHost
    player_of(session, by)
    return session


def join(session: Session, move: Join, now: float) -> Session:
    """Who has left may come back. Raises SessionClosed, SessionFull."""
    known, mode = session.player(move.person), MODES[session.mode]
    if known is not None and known.active:
        return session
    too_late = known is None and session.phase != Phase.LOBBY and not mode.late
    if too_late or (known is not None and known.kicked):
        raise SessionClosed
    if len(session.active) >= MOST_PLAYERS:
        raise SessionFull(MOST_PLAYERS)
    others = tuple(player for player in session.players if player.person != move.person)
    name = _unlike(move.name, others)
    joined = Player(
        person=move.person,
        name=name,
        locale=move.locale,
        joined_at=now,
        seen_at=now,
        account=move.account,
        here=move.here,
    )
    session = replace(session, players=(*others, joined))
    in_time = session.phase == Phase.COLLECTING and mode.together and mode.late and len(session.current) < MOST_PLAYERS
    if in_time and all(entry.author != move.person for entry in session.current):
        entry = Entry(number=len(session.entries), round=session.round, author=move.person, chain=len(session.current))
        session = replace(session, entries=(*session.entries, entry))
    return session


def _unlike(name: str, others: tuple[Player, ...]) -> str:
    """A name that is nobody else's here: the host calls players by it."""
    taken = {player.name.casefold() for player in others}
    numbered = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(one for one in numbered if one.casefold() not in taken)


def leave(session: Session, person: PersonId) -> Session:
    """Nobody waits for them any more; what they have written stays theirs. A host's place goes to who joined first."""
    session = session.with_player(replace(player_of(session, person), left=True))
    for entry in session.current:
        if entry.author == person and entry.state == EntryState.ASKED:
            session = session.with_entry(replace(entry, state=EntryState.SKIPPED))
    if session.host == person and session.active:
        session = replace(session, host=session.active[0].person)
    return session


def kick(session: Session, person: PersonId) -> Session:
    """They cannot come back."""
    return leave(session.with_player(replace(player_of(session, person), kicked=True)), person)


def start(session: Session, now: float) -> Session:
    """Raises WrongPhase, SessionTooSmall."""
    if session.phase != Phase.LOBBY:
        raise WrongPhase
    if len(session.active) < fewest(session):
        raise SessionTooSmall(fewest(session))
    return replace(session, deadline=now, left_s=None)


def write(session: Session, move: Write, now: float) -> Session:
    """Raises NotAPlayer, NotYourTurn, WrongPhase while the session is paused, SessionSpent."""
    player_of(session, move.person)
    asked = session.asked(move.person)
    if asked is None:
        raise SessionSpent if session.exhausted else NotYourTurn
    if session.paused:
        raise WrongPhase
    said = replace(asked, text=move.text, english=move.english, korean=move.korean, veiled=move.veiled)
    return session.with_entry(replace(said, written_at=now, job=None, state=EntryState.WRITTEN))


def candidates(session: Session) -> tuple[Entry, ...]:
    """What is voted on in this round, in an order that tells nothing of whose it is, and that stays as it is while
    people vote: also where somebody takes theirs back.
    """
    if session.ballot:
        return tuple(session.entries[number] for number in session.ballot)

    def shuffled(entry: Entry) -> bytes:
        return hashlib.sha256(f"{session.id}:{session.seed}:{entry.number}".encode()).digest()

    return tuple(sorted((e for e in session.current if e.state == EntryState.PAINTED), key=shuffled))


def cast(session: Session, voter: PersonId, number: int) -> Session:
    """The last vote counts. Raises NotAPlayer, WrongPhase, NoVoteForOneself."""
    player_of(session, voter)
    chosen = next((entry for entry in candidates(session) if entry.number == number), None)
    if session.phase != Phase.VOTING or session.paused or chosen is None or chosen.state != EntryState.PAINTED:
        raise WrongPhase
    if chosen.author == voter:
        raise NoVoteForOneself
    others = tuple(vote for vote in session.votes if (vote.round, vote.voter) != (session.round, voter))
    return replace(session, votes=(*others, Vote(session.round, voter, number)))


def skip(session: Session, by: PersonId, person: PersonId) -> Session:
    """Raises NotAPlayer, NotTheHost, NotYourTurn."""
    player_of(session, by)
    if by not in {person, session.host}:
        raise NotTheHost
    asked = session.asked(person)
    if asked is None:
        raise NotYourTurn
    return session.with_entry(replace(asked, state=EntryState.SKIPPED))


def extend(session: Session, seconds: float) -> Session:
    seconds = min(max(seconds, 0.0), MOST_EXTENSION_S)
    if session.left_s is not None:
        return replace(session, left_s=session.left_s + seconds)
    return replace(session, deadline=None if session.deadline is None else session.deadline + seconds)


def pause(session: Session, now: float) -> Session:
    if session.left_s is not None or session.deadline is None:
        return session
    return replace(session, deadline=now + MOST_PAUSE_S, left_s=max(session.deadline - now, 0.0))


def resume(session: Session, now: float) -> Session:
    return session if session.left_s is None else replace(session, deadline=now + session.left_s, left_s=None)


def hand_over(session: Session, to: PersonId) -> Session:
    """Raises NotAPlayer."""
    return replace(session, host=player_of(session, to).person)


def end(session: Session, now: float) -> Session:
    """What is painted by now is revealed; nobody is waited for. In the lobby there is nothing to reveal, and what is
    being revealed has been seen.
    """
    session = resume(session, now)
    for entry in session.entries:
        if entry.state in _OPEN:
            session = session.with_entry(replace(entry, state=EntryState.SKIPPED))
    if session.phase in {Phase.LOBBY, Phase.REVEAL}:
        return replace(session, phase=Phase.ARCHIVED, ending=True, deadline=None)
    return replace(session, phase=Phase.REVEAL, ending=True, deadline=now + session.times.reveal_s)


def consent(session: Session, person: PersonId, *, public: bool) -> Session:
    """Raises NotAPlayer where they never played."""
    player = session.player(person)
    if player is None:
        raise NotAPlayer
    return session.with_player(replace(player, public=public))


def remove(session: Session, person: PersonId) -> Session:
    """All that they wrote, and the votes for it."""
    theirs = {entry.number for entry in session.entries if entry.author == person}
    for entry in session.entries:
        if entry.number in theirs and entry.state != EntryState.ASKED:
            session = session.with_entry(
                replace(entry, state=EntryState.REMOVED, text="", english="", korean="", job=None, picture=None)
            )
    return replace(session, votes=tuple(vote for vote in session.votes if vote.number not in theirs))


def forget(session: Session, person: PersonId) -> Session:
    """That somebody played stays, for the others' sake. Raises NotAPlayer where they never did."""
    player = session.player(person)
    if player is None:
        raise NotAPlayer
    session = session.with_player(replace(player, name="", account=None, here=None))
    return remove(leave(session, person) if player.active else session, person)


def queued(session: Session, number: int, job: JobId, cost: float) -> Session:
    """It is paid for once."""
    entry = session.entries[number]
    return session if entry.job is not None else with_unended(session, number, job=job, cost=entry.cost + cost)


def painted(session: Session, number: int, picture: Hash, *, veiled: bool) -> Session:
    """Behind a veil where the text or the picture calls for one."""
    veiled = veiled or session.entries[number].veiled
    return with_unended(session, number, picture=picture, veiled=veiled, state=EntryState.PAINTED)


def with_unended(session: Session, number: int, **changes: Any) -> Session:
    """An entry that is being painted, changed; one that nobody waits for any more stays as it is."""
    entry = session.entries[number]
    return session.with_entry(replace(entry, **changes)) if entry.state == EntryState.WRITTEN else session


def refuse(session: Session, number: int, now: float) -> Session:
    """The author may write something else, a few times, with as much time as anybody has."""
    entry = session.entries[number]
    if entry.state != EntryState.WRITTEN:
        return session
    if entry.tries + 1 >= MOST_TRIES or not any(p.person == entry.author for p in session.active):
        return session.with_entry(replace(entry, text="", state=EntryState.FAILED))
    session = session.with_entry(
        replace(entry, text="", english="", korean="", job=None, tries=entry.tries + 1, state=EntryState.ASKED)
    )
    left_s = session.times.collecting_s
    if session.phase == Phase.COLLECTING:  # others may still be writing, with more time than that
        left_s = max(left_s, (session.deadline or now) - now if session.left_s is None else session.left_s)
    session = replace(session, phase=Phase.COLLECTING)
    return replace(session, left_s=left_s) if session.paused else replace(session, deadline=now + left_s)
