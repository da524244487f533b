"""What is written of a session: it whole, as JSON, whenever it has changed."""

from __future__ import annotations

import structlog
from pydantic import TypeAdapter, ValidationError

from bot.errors import NoSuchSession
from bot.people import Place
from bot.sessions.session import Session
from bot.store import Store
from bot.store.sessions import Kept

log = structlog.get_logger()

SESSION: TypeAdapter[Session] = TypeAdapter(Session)
"""Reads and writes a session as JSON; raises pydantic.ValidationError on anything else."""


class Records:
    """Sessions as they stand in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def write(self, session: Session, *, over: bool = False) -> None:
        """`over`: nothing will happen in it any more by itself."""
        await self._store.sessions.put(_kept(session, over=over))

    async def resume(self, sessions: list[Session], now: float) -> None:
        """The bot is there again, and these stand as they do now."""
        await self._store.sessions.resume([_kept(session) for session in sessions], now)

    async def running(self) -> list[Session]:
        """Those that are not over, oldest first; what another version has written is left alone."""
        read = [_read(kept) for kept in await self._store.sessions.running()]
        return [session for session in read if session is not None]

    async def get(self, session_id: str) -> Session:
        """Raises NoSuchSession."""
        return _found(await self._store.sessions.get(session_id))

    async def by_code(self, code: str) -> Session:
        """Of those that are not over. Raises NoSuchSession."""
        return _found(await self._store.sessions.by_code(code.strip().upper()))

    async def newest_at(self, place: Place) -> Session:
        """Over or not. Raises NoSuchSession."""
        return _found(await self._store.sessions.newest_at(place))


def _kept(session: Session, *, over: bool = False) -> Kept:
    return Kept(id=session.id, code=session.code, over=over, state=SESSION.dump_json(session).decode())


def _found(kept: Kept | None) -> Session:
    session = None if kept is None else _read(kept)
    if session is None:
        raise NoSuchSession
    return session


def _read(kept: Kept) -> Session | None:
    """None, and a line in the log, for what another version has written."""
    try:
        return SESSION.validate_json(kept.state)
    except ValidationError as error:
        log.warning("session unreadable", session=kept.id, problems=error.error_count())
        return None
