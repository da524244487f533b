"""What a game decides; everything else is the same for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.people import PersonId
from bot.sessions.session import Entry, EntryState, Session

Way = Literal["words", "over", "on"]
"""How an entry is painted: from words alone, over its source's picture, or on beyond that picture's edge."""
Glimpse = Literal["whole", "strip", "nothing"]
"""What the one who is asked may see of the source's picture."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody is asked for an entry."""

    author: PersonId
    source: int | None = None
    chain: int = 0


class Mode(Protocol):
    """One game over the machine. Pure: everything follows from the session.

    `minimum`: players. `late`: whether people may join once it has begun. `together`: everybody writes in every round.
    `votes`: on what each round has brought. `reveals_rounds`: pictures are shown after each round, else at the end.
    `way` tells how entries are painted, `glimpse` what their authors see before they write.
    """

    minimum: int
    late: bool
    together: bool
    votes: bool
    reveals_rounds: bool
    way: Way
    glimpse: Glimpse

    def rounds(self, session: Session) -> int:
        """How many rounds this session has, as it stands."""
        ...

    def asks(self, session: Session) -> tuple[Ask, ...]:
        """Who is asked for what in the round that `session` has just come to. Nobody: the game is over."""
        ...


def last_painted(session: Session, chain: int = 0) -> Entry | None:
    """What a chain has come to."""
    painted = [e for e in session.entries if e.chain == chain and e.state == EntryState.PAINTED]
    return painted[-1] if painted else None


def next_in_turn(session: Session) -> PersonId | None:
    """Who has written least often, of these who joined first: also with people coming and going."""
    turns = {player.person: 0 for player in session.active}
    for entry in session.entries:
        if entry.author in turns:
            turns[entry.author] += 1
    return min(turns, key=lambda person: turns[person], default=None)
