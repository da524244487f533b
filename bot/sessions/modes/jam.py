"""Theme jam: all paint the theme with the same seed and style, then vote."""

from __future__ import annotations

from bot.sessions.modes.base import Ask, Glimpse, Way
from bot.sessions.session import Session


class Jam:
    minimum = 2
    late = True
    together = True
    votes = True
    reveals_rounds = True
    way: Way = "words"
    glimpse: Glimpse = "nothing"

    def rounds(self, session: Session) -> int:
        return session.rounds or 1

    def asks(self, session: Session) -> tuple[Ask, ...]:
        return tuple(Ask(player.person, chain=chain) for chain, player in enumerate(session.active))


JAM = Jam()
