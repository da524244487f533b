"""Draws the boards of sessions: in every place one message, edited within what its platform allows."""

from __future__ import annotations

import asyncio
import contextvars
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from bot.delivery import Delivery
from bot.errors import DeliveryError, HwagaError, ShowLater, Unreachable
from bot.estimates import Wait
from bot.people import Address, Locale, Place
from bot.sessions.board import board
from bot.sessions.keepsakes import Keepsakes
from bot.sessions.paintings import seed_of
from bot.sessions.rules import candidates
from bot.sessions.session import EntryState, Phase, Session
from bot.store import Store
from bot.views import Picture, View

log = structlog.get_logger()

REFRESH_S = 30.0
"""How often a board tells anew how much time is left."""
LONGEST_BACKOFF_S = 60.0


class Boards:
    """One task for each session that has a board to draw. Belongs to one event loop; times are unix seconds."""

    def __init__(
        self,
        store: Store,
        keepsakes: Keepsakes,
        delivery: Delivery,
        clock: Callable[[], float],
        *,
        close: Callable[[Session], Awaitable[None]],
    ) -> None:
        """`close` is called with an archived session when everybody has seen its last board."""
        self._store = store
        self._keepsakes = keepsakes
        self._delivery = delivery
        self._clock = clock
        self._close = close
        self._newest: dict[str, Session] = {}
        self._changed: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._context = contextvars.copy_context()

    def draw(self, session: Session) -> None:
        """Soon, in every place; of many changes the newest. Never blocks."""
        self._newest[session.id] = session
        self._changed.setdefault(session.id, asyncio.Event()).set()
        if session.id not in self._tasks:
            # in a context of its own: a board outlives whoever made the first move, a person's request perhaps
            task = self._context.run(asyncio.create_task, self._serve(session.id), name=f"board {session.id}")
            self._tasks[session.id] = task

    def start(self) -> None:
        """Boards are drawn from now on."""
        self._context = contextvars.copy_context()

    async def stop(self) -> None:
        """What is not drawn by now is drawn at the next start. Idempotent."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, session_id: str) -> None:
        changed, failures = self._changed[session_id], 0
        try:
            while True:
                changed.clear()
                session = self._newest[session_id]
                rest_s, failed = await self._draw_all(session)
                failures = failures + 1 if failed else 0
                if failed:
                    rest_s = max(rest_s, random.uniform(0.5, 1) * min(2.0**failures, LONGEST_BACKOFF_S))
                elif session.phase == Phase.ARCHIVED and not changed.is_set():
                    await self._close(session)
                    return
                await asyncio.sleep(rest_s)
                if not failed:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(REFRESH_S):
                            await changed.wait()
        except HwagaError:
            log.exception("board stumbled", session=session_id)
        finally:
            for table in (self._newest, self._changed, self._tasks):
                table.pop(session_id, None)

    async def _draw_all(self, session: Session) -> tuple[float, bool]:
        """The seconds that the places want to rest, and whether one could not be drawn."""
        rest_s, failed = 0.0, False
        wait = await self._wait(session)
        views: dict[Locale, View] = {}
        for place, address in (await self._store.sessions.places(session.id)).items():
            if address.locale not in views:
                views[address.locale] = board(
                    session, address.locale, self._clock(), await self._pictures(session, address.locale), wait
                )
            try:
                rest_s = max(rest_s, await self._draw(session, place, address, views[address.locale]))
            except Unreachable:
                log.info("board unreachable", session=session.id, platform=place.platform)
                await self._store.sessions.drop_place(session.id, place)
            except ShowLater as error:
                rest_s, failed = max(rest_s, error.retry_after_s), True
            except DeliveryError as error:
                log.info("board not drawn", session=session.id, platform=place.platform, error=str(error))
                failed = True
        return rest_s, failed

    async def _draw(self, session: Session, place: Place, address: Address, view: View) -> float:
        """Returns the seconds that the place wants to rest."""
        shown, rest_s = await self._delivery.show(address, view)
        if shown != address:
            await self._store.sessions.put_place(session.id, place, shown)
        return rest_s

    async def _wait(self, session: Session) -> Wait | None:
        """Of the first of its pictures that is not painted yet; None where none is to be."""
        waiting = (entry.job for entry in session.current if entry.state == EntryState.WRITTEN)
        first = next((job for job in waiting if job is not None), None)
        return None if first is None else await self._delivery.forecast.wait(first)

    async def _pictures(self, session: Session, locale: Locale) -> tuple[Picture, ...]:
        """What everybody may see of the round, or of the whole."""
        if session.phase == Phase.VOTING:
            found = await self._keepsakes.pictures(candidates(session))
            return tuple(
                Picture(found[entry.number], "image/png", f"{place}.png", seed_of(session, entry))
                for place, entry in enumerate(candidates(session), 1)
                if entry.number in found
            )
        if session.phase in {Phase.REVEAL, Phase.ARCHIVED}:
            poster = await self._keepsakes.poster(session, locale)
            return () if poster is None else (Picture(poster, "image/png", "poster.png", session.seed),)
        return ()
