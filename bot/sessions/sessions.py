"""All group sessions that are going on: moves in; jobs queued, boards drawn and deadlines kept by how they stand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from bot.errors import HwagaError, NoSuchSession, SessionRunning
from bot.loop import Loop
from bot.people import Address, PersonId, Place
from bot.requests import Hash, cost
from bot.sessions import moves
from bot.sessions.moves import Move
from bot.sessions.painter import Painter
from bot.sessions.play import play, woken
from bot.sessions.records import Records
from bot.sessions.session import Entry, EntryState, Phase, Session, SessionId
from bot.sessions.sight import sight
from bot.store import Store

log = structlog.get_logger()

BEAT_S = 1.0
"""How often it is written down that the bot is there: what a crash can give to a phase is no more."""


@dataclass(slots=True)
class _Running:
    """A session in memory. It changes under its lock only, and is in the store before anybody sees the change."""

    session: Session
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    queuing: set[int] = field(default_factory=set)
    """Entries whose jobs are being written."""


class Sessions:
    """Belongs to one event loop. `clock` gives unix seconds."""

    def __init__(
        self, store: Store, painter: Painter, clock: Callable[[], float], on_crash: Callable[[BaseException], None]
    ) -> None:
        """`on_crash` is told of faults in the background."""
        self._store = store
        self._records = Records(store)
        self._painter = painter
        self._clock = clock
        self._over = asyncio.Lock()  # one change at a time of those that are not in memory
        self._beginning = asyncio.Lock()
        self._running: dict[SessionId, _Running] = {}
        self._redraw: Callable[[Session], None] = lambda _session: None
        self._deadlines = Loop("session deadlines", self._keep_deadlines, on_crash)
        self._beat_at = 0.0

    def on_change(self, redraw: Callable[[Session], None]) -> None:
        """Whom to tell of every change; it must not block."""
        self._redraw = redraw

    async def start(self) -> None:
        """Go on with what there was, each with the time that it had left."""
        now = self._clock()
        beat = await self._store.sessions.last_beat()
        slept_s = 0.0 if beat is None else max(now - beat, 0.0)
        self._running = {one.id: _Running(woken(one, slept_s)) for one in await self._records.running()}
        await self._records.resume([running.session for running in self._running.values()], now)
        self._deadlines.start()
        for running in tuple(self._running.values()):
            await self._follow(running)

    async def stop(self) -> None:
        """Idempotent."""
        await self._deadlines.stop()

    async def create(self, session: Session, place: Place, address: Address) -> Session:
        """Begin a lobby in a place, its board at that address. Raises SessionRunning where there is one."""
        async with self._beginning:
            await self.refuse_another(session.id, place)
            await self._store.sessions.beat(self._clock())  # the one before may be of days ago
            await self._records.write(session)
            await self._store.sessions.put_place(session.id, place, address)
            running = self._running[session.id] = _Running(session)
        await self._follow(running)
        self._deadlines.wake()
        return session

    async def refuse_another(self, session_id: SessionId, place: Place) -> None:
        """Raises SessionRunning where a place has another session that goes on."""
        with suppress(NoSuchSession):
            there = await self.newest_at(place)
            if there.id != session_id and there.phase != Phase.ARCHIVED:
                raise SessionRunning

    async def play(self, session_id: SessionId, move: Move) -> Session:
        """Make a move; what follows from it is in the store when this returns.

        Raises SessionRefused, NoSuchSession.
        """
        running = self._running.get(session_id)
        if running is None:
            return await self._play_over(session_id, move)
        async with running.lock:
            before = running.session
            running.session = after = play(before, move, self._clock())
            if after != before:
                await self._records.write(after)
        if after != before:
            await self._follow(running)
            await self._painter.let_go(before, after)
        self._deadlines.wake()
        return running.session

    async def show_at(self, session: Session, place: Place, address: Address) -> None:
        """Its board is at this address of the place from now on, beside the other places'."""
        await self._store.sessions.put_place(session.id, place, address)
        self._redraw(session)

    async def session(self, session_id: str) -> Session:
        """Also one that is over. Raises NoSuchSession."""
        running = self._running.get(SessionId(session_id))
        if running is not None:
            return running.session
        return await self._records.get(session_id)

    async def by_code(self, code: str) -> Session:
        """One that is going on. Raises NoSuchSession."""
        found = await self._records.by_code(code)
        return await self.session(found.id)

    async def newest_at(self, place: Place) -> Session:
        """Raises NoSuchSession."""
        found = await self._records.newest_at(place)
        return await self.session(found.id)

    def playing(self, person: PersonId) -> tuple[Session, ...]:
        """Those that are going on with this person, newest last."""
        mine = (running.session for running in self._running.values())
        playing = ((session, session.player(person)) for session in mine if session.phase != Phase.ARCHIVED)
        return tuple(session for session, player in playing if player is not None and player.active)

    async def look(self, session: Session, entry: Entry) -> Hash | None:
        """The picture an entry goes on from, as much of it as its author may see; None where there is none."""
        source = None if entry.source is None else session.entries[entry.source]
        glimpse = "nothing" if source is None else sight(session, source, entry.author)
        if source is None or glimpse == "nothing":
            return None
        return source.picture if glimpse == "whole" else await self._painter.source(session, entry)

    async def _play_over(self, session_id: SessionId, move: Move) -> Session:
        """A session that is over changes only where somebody takes their part back."""
        async with self._over:
            before = await self._records.get(session_id)
            after = play(before, move, self._clock())
            if after != before:
                await self._records.write(after)
        if after != before:
            self._redraw(after)
            await self._painter.let_go(before, after)
        return after

    async def close(self, session: Session) -> None:
        """It is archived, and everybody has seen so: nothing will happen in it by itself."""
        running = self._running.get(session.id)
        async with self._over if running is None else running.lock:
            now = await self._records.get(session.id) if running is None else running.session
            if now == session:
                await self._records.write(session, over=True)
                self._running.pop(session.id, None)

    async def _follow(self, running: _Running) -> None:
        """Do what the session, as it stands, asks for."""
        self._redraw(running.session)
        for number in range(len(running.session.entries)):
            session = running.session  # it goes on while jobs are written
            entry = session.entries[number]
            if entry.state == EntryState.WRITTEN and entry.job is None and number not in running.queuing:
                running.queuing.add(number)
                try:
                    await self._paint(session, entry)
                finally:
                    running.queuing.discard(number)

    async def _paint(self, session: Session, entry: Entry) -> None:
        """Have an entry painted."""
        try:
            job = await self._painter.queue(session, entry)
        except HwagaError as error:
            log.warning("session entry not queued", session=session.id, entry=entry.number, error=str(error))
            await self.play(session.id, moves.Broke(entry.number))
            return
        after = await self.play(session.id, moves.Queued(entry.number, job.id, cost(job.request)))
        now = after.entries[entry.number]
        if now.state not in {EntryState.WRITTEN, EntryState.PAINTED}:  # nobody waits for it since it was begun
            await (self._painter.forget(after, now) if now.state == EntryState.REMOVED else self._painter.stop(job.id))

    async def _keep_deadlines(self) -> float | None:
        """Move on whatever time has moved on; returns the seconds until the next deadline, or the next beat."""
        now = self._clock()
        for session_id, running in tuple(self._running.items()):
            deadline = running.session.deadline
            if deadline is not None and deadline <= now:
                await self.play(session_id, moves.Passed())
        if not self._running:
            return None
        if now - self._beat_at >= BEAT_S:
            await self._store.sessions.beat(now)
            self._beat_at = now
        deadlines = [r.session.deadline for r in self._running.values() if r.session.deadline is not None]
        return max(min([*deadlines, now + BEAT_S]) - self._clock(), 0.0)
