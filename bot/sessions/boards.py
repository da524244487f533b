"""Draws the boards of sessions: in every place one message, edited within what its platform allows."""

from __future__ import annotations

import asyncio
import contextvars
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

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


@dataclass(slots=True)
class _Spot:
    """One place's board as this process knows it; `rests_until` by the event loop's clock."""

    drawn: Session | None = None
    view: View | None = None
    address: Address | None = None
    rests_until: float = 0.0
    failures: int = 0

    def lags(self, session: Session, address: Address) -> bool:
        """Whether it is to be drawn."""
        return self.drawn is not session or self.address != address

    def shows(self, session: Session, view: View, address: Address, rest_s: float) -> None:
        """It was drawn."""
        self.drawn, self.view, self.address = session, view, address
        self.failures, self.rests_until = 0, _now() + rest_s

    def fails(self, retry_after_s: float = 0.0) -> None:
        """It could not be drawn: the more often, the longer it rests."""
        self.failures += 1
        backoff_s = random.uniform(0.5, 1) * min(2.0 ** min(self.failures, 10), LONGEST_BACKOFF_S)
        self.view, self.rests_until = None, _now() + max(retry_after_s, backoff_s)


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
        changed, spots = self._changed[session_id], dict[Place, _Spot]()
        try:
            while True:
                changed.clear()
                session = self._newest[session_id]
                behind = await self._draw_all(session, spots)
                if session.phase == Phase.ARCHIVED and not behind and not changed.is_set():
                    await self._close(session)
                    if not changed.is_set():
                        return
                await self._rest(changed, spots, behind)
        except HwagaError:
            log.exception("board stumbled", session=session_id)
        finally:
            for table in (self._newest, self._changed, self._tasks):
                table.pop(session_id, None)

    async def _rest(self, changed: asyncio.Event, spots: Mapping[Place, _Spot], behind: Sequence[_Spot]) -> None:
        """Until something changes or a place that is behind may be drawn; after a while all tell the time anew."""
        until = min((spot.rests_until for spot in behind), default=_now() + REFRESH_S)
        try:
            async with asyncio.timeout_at(until):
                await changed.wait()
        except TimeoutError:
            for spot in spots.values() if not behind else ():
                spot.drawn = None

    async def _draw_all(self, session: Session, spots: dict[Place, _Spot]) -> list[_Spot]:
        """In the places that are behind and do not rest: one that is out of reach keeps none of the others waiting.

        Returns those that are behind then.
        """
        places = await self._store.sessions.places(session.id)
        for place in spots.keys() - places.keys():
            del spots[place]
        behind = {p: a for p, a in places.items() if spots.setdefault(p, _Spot()).lags(session, a)}
        due = {p: a for p, a in behind.items() if spots[p].rests_until <= _now()}
        wait = await self._wait(session) if due else None
        views: dict[Locale, View] = {}
        for locale in {address.locale for address in due.values()}:
            pictures = await self._pictures(session, locale)
            views[locale] = board(session, locale, self._clock(), pictures, wait)
        await asyncio.gather(*(self._draw(session, p, a, views[a.locale], spots[p]) for p, a in due.items()))
        return [spots[p] for p in behind if p not in due or spots[p].drawn is not session]

    async def _draw(self, session: Session, place: Place, address: Address, view: View, spot: _Spot) -> None:
        """Draw one, unless it looks like this already."""
        if spot.view == view and spot.address == address:
            spot.drawn = session
            return
        try:
            shown, rest_s = await self._delivery.show(address, view)
        except Unreachable:
            log.info("board unreachable", session=session.id, platform=place.platform)
            await self._store.sessions.drop_place(session.id, place)
            spot.drawn = session
        except ShowLater as error:
            spot.fails(error.retry_after_s)
        except DeliveryError as error:
            log.info("board not drawn", session=session.id, platform=place.platform, error=str(error))
            spot.fails()
        else:
            spot.shows(session, view, shown, rest_s)
            if shown != address:
                await self._move(session, place, address, shown)

    async def _move(self, session: Session, place: Place, address: Address, shown: Address) -> None:
        """A group that has become another one takes its board along."""
        there = replace(place, id=place.id.replace(address.channel, shown.channel, 1))
        await self._store.sessions.move_place(session.id, place, there, shown)

    async def _wait(self, session: Session) -> Wait | None:
        """Of the first of its pictures that is not painted yet; None where none is to be."""
        waiting = (entry.job for entry in session.current if entry.state == EntryState.WRITTEN)
        first = next((job for job in waiting if job is not None), None)
        return None if first is None else await self._delivery.forecast.wait(first)

    async def _pictures(self, session: Session, locale: Locale) -> tuple[Picture, ...]:
        """What everybody may see of the round, or of the whole."""
        if session.phase == Phase.VOTING:
            pngs = zip(candidates(session), await self._keepsakes.ballot(session), strict=True)
            return tuple(
                Picture(png, "image/png", f"{place}.png", seed_of(session, entry))
                for place, (entry, png) in enumerate(pngs, 1)
            )
        if session.phase in {Phase.REVEAL, Phase.ARCHIVED}:
            poster = await self._keepsakes.poster(session, locale)
            return () if poster is None else (Picture(poster, "image/png", "poster.png", session.seed),)
        return ()


def _now() -> float:
    return asyncio.get_running_loop().time()
