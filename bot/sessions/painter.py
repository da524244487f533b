"""Has a session's entries painted: their texts become jobs, and jobs that nobody waits for any more are stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.engine.backend import Capabilities
from bot.errors import FileMissing, NoSuchJob
from bot.jobs import Job, JobId, Queued
from bot.people import Account, Address, Place
from bot.prompt.planner import Planner
from bot.requests import Hash
from bot.sessions.modes import MODES
from bot.sessions.paintings import job_id_of, job_ids_of, request_for, seed_of, strip, wording
from bot.sessions.session import Entry, EntryState, Session
from bot.store import Store

FLOW = Account("session", "all")
"""Whose jobs those of sessions are: all sessions together wait like one person, so they starve nobody outside."""


class Painter:
    """Belongs to one event loop. `clock` gives unix seconds."""

    def __init__(
        self,
        store: Store,
        planner: Planner,
        offers: Callable[[], Capabilities],
        clock: Callable[[], float],
        *,
        queued: Callable[[Queued], None],
        cancel: Callable[[JobId], Awaitable[bool]],
    ) -> None:
        """`queued` is told of every job that was written; `cancel` stops one that nobody waits for any more."""
        self._store = store
        self._planner = planner
        self._offers = offers
        self._clock = clock
        self._queued = queued
        self._cancel = cancel

    async def queue(self, session: Session, entry: Entry) -> Job:
        """An entry's job, which is there already where the bot died between writing it and saying so.

        Raises HwagaError where it cannot be painted.
        """
        return await self._store.job(job_id_of(session, entry)) or await self._enqueue(session, entry)

    async def let_go(self, before: Session, after: Session) -> None:
        """Jobs that nobody waits for any more are stopped; of a part that was taken back nothing is kept."""
        for was, entry in zip(before.entries, after.entries, strict=False):
            if entry.state == EntryState.REMOVED != was.state:
                await self.forget(after, entry)
            elif was.state == EntryState.WRITTEN and entry.state in {EntryState.SKIPPED, EntryState.FAILED}:
                await self.stop(job_id_of(before, was))

    async def forget(self, session: Session, entry: Entry) -> None:
        """Nothing is kept of any of its tries."""
        for job_id in job_ids_of(session, entry):
            await self.stop(job_id)
            await self._store.album.forget(job_id)

    async def stop(self, job_id: JobId) -> None:
        """Nobody waits for it, if it was queued at all."""
        with suppress(NoSuchJob):
            await self._cancel(job_id)

    async def _enqueue(self, session: Session, entry: Entry) -> Job:
        text, seed = wording(session, entry.text), seed_of(session, entry)
        plan = await self._planner.plan(text, style=session.style, seed=seed)
        player = session.player(entry.author)
        locale = "en" if player is None else player.locale
        source = await self.source(session, entry)
        job = Job(
            id=job_id_of(session, entry),
            person=await self._store.person(FLOW, locale),
            place=Place("session", session.id),
            address=Address(platform="session", locale=locale, channel=session.id, thread=str(entry.number)),
            request=request_for(session, entry, plan, self._offers(), source),
            plan=plan,
            queued_at=self._clock(),
            spoiler=entry.veiled,
        )
        job = await self._store.enqueue(job)
        self._queued(Queued(job.id, await self._store.ahead(job.id)))
        return job

    async def source(self, session: Session, entry: Entry) -> Hash | None:
        """The picture that an entry is painted from. One that is gone is none: the chain goes on from words."""
        source = None if entry.source is None else session.entries[entry.source]
        mode = MODES[session.mode]
        if source is None or source.picture is None:
            return None
        if mode.way != "on":
            return source.picture
        try:
            png = await self._store.file(source.picture)
        except FileMissing:
            return None
        return await self._store.put_file(await asyncio.to_thread(strip, png))
