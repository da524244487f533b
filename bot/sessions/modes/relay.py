"""Relay: each changes the last picture; the chain is the work."""

from __future__ import annotations

from bot.sessions.modes.base import Ask, Glimpse, Way, last_painted, next_in_turn
from bot.sessions.session import Session


class Relay:
    minimum = 2
    late = True
    together = False
    votes = False
    reveals_rounds = False
    way: Way = "over"
    glimpse: Glimpse = "whole"

    def rounds(self, session: Session) -> int:
        """Turns; without a number, one for everybody, also with people coming and going."""
        had = {entry.author for entry in session.entries}
        return session.rounds or session.round + sum(player.person not in had for player in session.active)

    def asks(self, session: Session) -> tuple[Ask, ...]:
        author, last = next_in_turn(session), last_painted(session)
        return () if author is None else (Ask(author, source=None if last is None else last.number),)


RELAY = Relay()
