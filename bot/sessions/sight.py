"""Who may see which picture of a session, and how much of it. Pure: every front end asks here, and only here."""

from __future__ import annotations

from bot.people import PersonId
from bot.sessions.modes import MODES
from bot.sessions.modes.base import Glimpse
from bot.sessions.session import Entry, EntryState, Phase, Session


def sight(session: Session, entry: Entry, person: PersonId | None) -> Glimpse:
    """What this person may see of an entry's picture now; None is everybody in the place."""
    if entry.state != EntryState.PAINTED:
        return "nothing"
    if _open(session, entry) or entry.author == person:
        return "whole"
    asked = None if person is None else session.asked(person)
    return MODES[session.mode].glimpse if asked is not None and asked.source == entry.number else "nothing"


def named(session: Session, entry: Entry) -> bool:
    """Whether everybody may know whose it is, and what was written: not while there is a vote on it."""
    voted_on = session.phase == Phase.VOTING and entry.round == session.round
    return _open(session, entry) and not voted_on


def revealed(session: Session) -> tuple[Entry, ...]:
    """The pictures that everybody may see with who painted them of what: of this round, at the end of all."""
    whole = session.phase == Phase.ARCHIVED or session.ending or not MODES[session.mode].reveals_rounds
    shown = session.entries if whole else session.current
    return tuple(entry for entry in shown if sight(session, entry, None) == "whole" and named(session, entry))


def _open(session: Session, entry: Entry) -> bool:
    """Whether the picture is shown to all."""
    if session.phase == Phase.ARCHIVED or (session.phase == Phase.REVEAL and session.ending):
        return True
    mode = MODES[session.mode]
    shown = session.phase in {Phase.VOTING, Phase.REVEAL}
    if mode.reveals_rounds:
        return entry.round < session.round or shown
    return session.phase == Phase.REVEAL
