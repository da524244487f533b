"""Whom a session waits for now, and what they are told. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.i18n import say
from bot.jobs import JobId
from bot.people import Locale
from bot.sessions.modes import MODES
from bot.sessions.rules import candidates
from bot.sessions.session import EntryState, Phase, Player, Session
from bot.views import Action, Mention, View


@dataclass(frozen=True, slots=True)
class Call:
    """A player's turn. `turn` is the same as long as it is, and no other one's."""

    turn: str
    player: Player


def calls(session: Session) -> tuple[Call, ...]:
    """Who is to write, or may vote and has not; nobody while the session is paused."""
    if session.paused:
        return ()
    if session.phase == Phase.COLLECTING:
        asked = [entry for entry in session.current if entry.state == EntryState.ASKED]
        players = {player.person: player for player in session.active}
        return tuple(
            Call(f"write:{entry.number}:{entry.tries}", players[entry.author])
            for entry in asked
            if entry.author in players
        )
    if session.phase == Phase.VOTING:
        return tuple(Call(f"vote:{session.round}:{p.person}", p) for p in session.active if _may_vote(session, p))
    return ()


def _may_vote(session: Session, player: Player) -> bool:
    voted = any((vote.round, vote.voter) == (session.round, player.person) for vote in session.votes)
    others = (entry for entry in candidates(session) if entry.author != player.person)
    return not voted and any(entry.state == EntryState.PAINTED for entry in others)


def call_view(session: Session, players: tuple[Player, ...], locale: Locale) -> View:
    """Calls these players by name; nobody else is called, whatever their names say."""
    looks = MODES[session.mode].glimpse != "nothing" and session.round > 1
    writing: tuple[Action, ...] = ("session_write", "session_look") if looks else ("session_write",)
    voting = session.phase == Phase.VOTING
    return View(
        job_id=JobId(session.id),
        locale=locale,
        stage="call",
        headline=say(locale, f"session.call.{'vote' if voting else 'look' if looks else 'write'}"),
        actions=() if voting else writing,
        mentions=tuple(Mention(player.account.id, player.name) for player in players if player.account is not None),
    )


def over_view(session: Session, locale: Locale) -> View:
    """What stands where a call was that cannot be taken away any more."""
    return View(job_id=JobId(session.id), locale=locale, stage="call", headline=say(locale, "session.call.over"))
