"""Group sessions: what they stand at, as text that `bot.sessions` reads and writes, and where their boards are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, select, update
from sqlalchemy.dialects.sqlite import Insert, insert

from bot.people import Address, Place
from bot.store.database import Database
from bot.store.rows import ADDRESS, text_of
from bot.store.tables import session_places, sessions, switches

_ALIVE = "sessions_alive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """`state` is JSON; `over`: nothing will happen in it any more by itself."""

    id: str
    code: str
    over: bool
    state: str


@dataclass(frozen=True, slots=True)
class Called:
    """The turns that people in a place were told of, and the message that says so, if it is still there."""

    turns: tuple[str, ...] = ()
    message: Address | None = None


_CALLED = TypeAdapter(Called)


class SessionsShelf:
    """A part of the store; one transaction a method. Times are unix seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, kept: Kept) -> None:
        """In the place of what it stood at before."""
        await self._database.write(lambda c: c.execute(_put(kept)))

    async def resume(self, kept: Sequence[Kept], now: float) -> None:
        """The bot is there again: what stands differently since, and that it is, at once or not at all."""

        def resumed(connection: Connection) -> None:
            for one in kept:
                connection.execute(_put(one))
            connection.execute(_beat(now))

        await self._database.write(resumed)

    async def get(self, session_id: str) -> Kept | None:
        return await self._one(sessions.c.id == session_id)

    async def by_code(self, code: str) -> Kept | None:
        """Of those that are not over."""
        return await self._one((sessions.c.code == code) & ~sessions.c.over)

    async def running(self) -> list[Kept]:
        """Those that are not over, oldest first."""
        query = select(sessions).where(~sessions.c.over).order_by(sessions.c.seq)
        return await self._database.read(lambda c: [_kept(row) for row in c.execute(query).mappings()])

    async def newest_at(self, place: Place) -> Kept | None:
        """The newest session of a place, over or not."""
        query = select(sessions).join(session_places).where(_here(place)).order_by(sessions.c.seq.desc()).limit(1)

        def read(connection: Connection) -> Kept | None:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else _kept(row)

        return await self._database.read(read)

    async def places(self, session_id: str) -> dict[Place, Address]:
        """Where its boards are, in order of joining."""
        query = select(session_places).where(session_places.c.session == session_id).order_by(session_places.c.seq)

        def read(connection: Connection) -> dict[Place, Address]:
            rows = connection.execute(query).mappings()
            return {Place(r["platform"], r["place"], r["private"]): ADDRESS.validate_json(r["address"]) for r in rows}

        return await self._database.read(read)

    async def put_place(self, session_id: str, place: Place, address: Address) -> None:
        """Its board there is at this address from now on."""
        row = {
            "session": session_id,
            "platform": place.platform,
            "place": place.id,
            "private": place.private,
            "address": text_of(ADDRESS, address),
        }
        key = [session_places.c.session, session_places.c.platform, session_places.c.place]
        written = insert(session_places).values(row).on_conflict_do_update(index_elements=key, set_=row)
        await self._database.write(lambda c: c.execute(written))

    async def move_place(self, session_id: str, place: Place, there: Place, address: Address) -> None:
        """A chat has become another one, or its board another message; what was told there was told."""
        values = {"place": there.id, "address": text_of(ADDRESS, address)}

        def moved(connection: Connection) -> None:
            if there != place:  # somebody may have begun to play there already
                connection.execute(delete(session_places).where(_at(session_id, there)))
            connection.execute(update(session_places).where(_at(session_id, place)).values(values))

        await self._database.write(moved)

    async def called(self, session_id: str) -> dict[Place, Called]:
        """Who was called, in each of its places."""
        query = select(session_places).where(session_places.c.session == session_id)

        def read(connection: Connection) -> dict[Place, Called]:
            rows = connection.execute(query).mappings()
            return {
                Place(r["platform"], r["place"], r["private"]): _CALLED.validate_json(r["called"])
                if r["called"]
                else Called()
                for r in rows
            }

        return await self._database.read(read)

    async def call(self, session_id: str, place: Place, called: Called) -> None:
        """This is who was called there."""
        written = update(session_places).where(_at(session_id, place)).values(called=text_of(_CALLED, called))
        await self._database.write(lambda c: c.execute(written))

    async def drop_place(self, session_id: str, place: Place) -> None:
        """Nobody sees the board there any more."""
        gone = delete(session_places).where(_at(session_id, place))
        await self._database.write(lambda c: c.execute(gone))

    async def beat(self, now: float) -> None:
        """The bot was there at that time: deadlines went on until then."""
        await self._database.jot(lambda c: c.execute(_beat(now)))

    async def last_beat(self) -> float | None:
        query = select(switches.c.at).where(switches.c.name == _ALIVE)
        return await self._database.read(lambda c: c.execute(query).scalar_one_or_none())

    async def _one(self, which: object) -> Kept | None:
        query = select(sessions).where(which)  # type: ignore[arg-type]

        def read(connection: Connection) -> Kept | None:
            row = connection.execute(query).mappings().first()
            return None if row is None else _kept(row)

        return await self._database.read(read)


def _here(place: Place) -> ColumnElement[bool]:
    return (session_places.c.platform == place.platform) & (session_places.c.place == place.id)


def _at(session_id: str, place: Place) -> ColumnElement[bool]:
    return (session_places.c.session == session_id) & _here(place)


def _put(kept: Kept) -> Insert:
    row = {"id": kept.id, "code": kept.code, "over": kept.over, "state": kept.state}
    return insert(sessions).values(row).on_conflict_do_update(index_elements=[sessions.c.id], set_=row)


def _beat(now: float) -> Insert:
    row = {"name": _ALIVE, "value": "", "at": now}
    return insert(switches).values(row).on_conflict_do_update(index_elements=[switches.c.name], set_=row)


def _kept(row: RowMapping) -> Kept:
    return Kept(id=row["id"], code=row["code"], over=bool(row["over"]), state=row["state"])
