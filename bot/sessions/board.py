"""The board of a session: one message a place, which tells how the game stands and what to do next. Pure."""

from __future__ import annotations

from bot.delivery.show import waits
from bot.estimates import Wait
from bot.i18n import duration, say
from bot.jobs import JobId
from bot.people import Locale
from bot.sessions.modes import MODES
from bot.sessions.rules import candidates, fewest
from bot.sessions.session import Entry, EntryState, Phase, Player, Session
from bot.sessions.sight import named
from bot.sessions.told import said, theme_of
from bot.sessions.votes import podium
from bot.views import Action, Picture, View

_COARSE_S = 15
_MINUTE_S = 60
_READY = "✓"
_WAITING = "…"


def board(
    session: Session, locale: Locale, now: float, pictures: tuple[Picture, ...] = (), wait: Wait | None = None
) -> View:
    """`pictures` are what everybody may see now: candidates to vote for, or what is revealed. `wait` is that of the
    first of them which nobody has painted yet.
    """
    return View(
        job_id=JobId(session.id),
        locale=locale,
        stage="session",
        headline=_headline(session, locale),
        details=tuple((say(locale, key), value) for key, value in _rows(session, locale, now, wait) if value),
        pictures=pictures,
        actions=_actions(session),
        spoiler=bool(pictures) and any(entry.veiled for entry in session.entries),
        pinned=session.phase != Phase.ARCHIVED,
    )


def _headline(session: Session, locale: Locale) -> str:
    if session.paused:
        return say(locale, "session.paused", {"mode": mode_name(session, locale)})
    values: dict[str, str | int] = {"mode": mode_name(session, locale), "theme": theme_of(session, locale)}
    if session.phase == Phase.LOBBY:
        values["minimum"] = fewest(session)
    return say(locale, f"session.headline.{session.phase}", values)


def mode_name(session: Session, locale: Locale) -> str:
    return say(locale, f"choice.mode.{session.mode}")


def _rows(session: Session, locale: Locale, now: float, wait: Wait | None) -> tuple[tuple[str, str], ...]:
    return (
        ("session.row.theme", theme_of(session, locale)),
        ("session.row.round", _round(session)),
        ("session.row.turn", _turn(session)),
        ("session.row.players", _players(session, locale)),
        ("session.row.left", _left(session, locale, now)),
        ("session.row.queue", _queue(session, locale, wait)),
        ("session.row.podium", _podium(session, locale)),
        ("session.row.next", say(locale, f"session.next.{session.mode}.{session.phase}") if _goes_on(session) else ""),
        ("session.row.code", session.code if session.phase != Phase.ARCHIVED else ""),
    )


def _goes_on(session: Session) -> bool:
    return session.phase in {Phase.COLLECTING, Phase.VOTING} and not session.paused


def _round(session: Session) -> str:
    return f"{session.round}/{MODES[session.mode].rounds(session)}" if session.round else ""


def _turn(session: Session) -> str:
    """Who is waited for, where one writes after another."""
    if session.phase != Phase.COLLECTING or MODES[session.mode].together:
        return ""
    asked = (session.player(entry.author) for entry in session.current if entry.state == EntryState.ASKED)
    return ", ".join(player.name for player in asked if player is not None)


def _players(session: Session, locale: Locale) -> str:
    named = [_player(session, player) for player in session.active]
    return ", ".join(named) or say(locale, "session.nobody")


def _player(session: Session, player: Player) -> str:
    """With a sign where everybody sees that their part is done, or not yet; the host with a crown."""
    crown = "♛ " if player.person == session.host else ""
    ready = {
        Phase.COLLECTING: any(e.author == player.person and e.state != EntryState.ASKED for e in session.current),
        Phase.VOTING: any(v.round == session.round and v.voter == player.person for v in session.votes),
    }.get(session.phase)
    if ready is None or (session.phase == Phase.COLLECTING and not _asked(session, player)):
        return f"{crown}{player.name}"
    return f"{crown}{player.name} {_READY if ready else _WAITING}"


def _asked(session: Session, player: Player) -> bool:
    return any(entry.author == player.person for entry in session.current)


def _left(session: Session, locale: Locale, now: float) -> str:
    """Rounded: a board is drawn again now and then, not every second."""
    if session.left_s is None and session.deadline is None:
        return ""
    left = session.left_s if session.left_s is not None else max((session.deadline or now) - now, 0.0)
    unit = _MINUTE_S if left > 2 * _MINUTE_S else _COARSE_S
    return say(locale, "session.about", {"duration": duration(locale, max(round(left / unit), 1) * unit)})


def _queue(session: Session, locale: Locale, wait: Wait | None) -> str:
    """How many of the round's pictures are there, and who comes first."""
    if session.phase != Phase.PAINTING:
        return ""
    asked = [entry for entry in session.current if entry.job is not None]
    done = sum(entry.state != EntryState.WRITTEN for entry in asked)
    told = say(locale, "session.painted", {"done": done, "total": len(asked)})
    waiting = wait is not None and (wait.ahead or wait.mode == "paused")
    return f"{told} · {waits(locale, wait)}" if wait is not None and waiting else told


def _podium(session: Session, locale: Locale) -> str:
    """Who won this round, with what they wrote, once the votes are counted."""
    if not MODES[session.mode].votes or session.phase not in {Phase.REVEAL, Phase.ARCHIVED}:
        return ""
    lines = []
    for placed in podium(session, session.round):
        if not named(session, placed.entry):
            continue
        values: dict[str, str | int] = {
            "place": placed.place,
            "name": author_name(session, placed.entry, locale),
            "text": said(placed.entry, locale),
            "count": placed.votes,
        }
        lines.append(say(locale, "session.placed", values))
    return "\n".join(lines)


def author_name(session: Session, entry: Entry, locale: Locale) -> str:
    player = session.player(entry.author)
    return say(locale, "session.somebody") if player is None else player.name


def _actions(session: Session) -> tuple[Action, ...]:
    """What anybody may press; whether they may is asked when they do."""
    match session.phase:
        case Phase.LOBBY:
            return ("session_join", "session_start", "session_leave")
        case Phase.COLLECTING:
            looks = MODES[session.mode].glimpse != "nothing"
            late: tuple[Action, ...] = ("session_join",) if MODES[session.mode].late else ()
            return ("session_write", *(("session_look",) if looks else ()), "session_skip", *late, "session_leave")
        case Phase.VOTING:
            return ("session_vote",) if candidates(session) else ()
        case Phase.ARCHIVED:
            return ("session_keep",) if any(entry.state == EntryState.PAINTED for entry in session.entries) else ()
        case _:
            return ()
