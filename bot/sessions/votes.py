"""Who won. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.sessions.session import Entry, EntryState, Session


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and what it was given; `place` counts from 1."""

    entry: Entry
    votes: int
    place: int


def podium(session: Session, round_: int) -> tuple[Placed, ...]:
    """All painted entries of a round, best first. Of those with as many votes, who wrote earlier goes first."""
    given = Counter(vote.number for vote in session.votes if vote.round == round_)
    painted = [e for e in session.entries if e.round == round_ and e.state == EntryState.PAINTED]
    ordered = sorted(painted, key=lambda entry: (-given[entry.number], entry.written_at, entry.number))
    return tuple(Placed(entry, given[entry.number], place) for place, entry in enumerate(ordered, 1))
