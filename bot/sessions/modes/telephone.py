"""Telephone: a text is painted, the next one describes the picture, that is painted, and so on; the drift is the joke.

Everybody begins a chain, and in every round each chain moves on to the next player.
"""

from __future__ import annotations

from bot.people import PersonId
from bot.sessions.modes.base import Ask, Glimpse, Way, last_painted
from bot.sessions.session import Session


class Telephone:
    minimum = 3
    late = False
    together = True
    votes = False
    reveals_rounds = False
    way: Way = "words"
    glimpse: Glimpse = "whole"

    def rounds(self, session: Session) -> int:
        """No more than there are chains: nobody describes their own."""
        chains = len({entry.chain for entry in session.entries}) or len(session.active)
        return min(session.rounds or chains, chains)

    def asks(self, session: Session) -> tuple[Ask, ...]:
        """Where people have left, the chains that find nobody who is new to them wait for a later round."""
        players = [player.person for player in session.active]
        chains = sorted({entry.chain for entry in session.entries}) or list(range(len(players)))
        asks: dict[PersonId, Ask] = {}
        for chain in chains if players else ():
            first = (chain + session.round - 1) % len(players)
            busy = asks.keys() | {entry.author for entry in session.entries if entry.chain == chain}
            author = next((one for one in players[first:] + players[:first] if one not in busy), None)
            if author is not None:
                last = last_painted(session, chain)
                asks[author] = Ask(author, None if last is None else last.number, chain)
        return tuple(asks.values())


TELEPHONE = Telephone()
