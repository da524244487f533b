"""Where groups paint together: the sessions, their boards, and what is left of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.delivery import Delivery
from bot.engine.backend import Capabilities
from bot.jobs import JobId, Queued
from bot.prompt.planner import Planner
from bot.sessions.boards import Boards
from bot.sessions.caller import Caller
from bot.sessions.keepsakes import Keepsakes
from bot.sessions.painter import Painter
from bot.sessions.results import SessionCourier
from bot.sessions.session import Session
from bot.sessions.sessions import Sessions
from bot.store import Store


class Salon:
    """Belongs to one event loop. `clock` gives unix seconds; `wake` is called when a job was queued, `cancel` when
    nobody waits for one any more.
    """

    def __init__(
        self,
        store: Store,
        planner: Planner,
        delivery: Delivery,
        *,
        offers: Callable[[], Capabilities],
        wake: Callable[[], None],
        cancel: Callable[[JobId], Awaitable[bool]],
        clock: Callable[[], float],
    ) -> None:
        def queued(event: Queued) -> None:
            delivery.notice(event)
            wake()

        painter = Painter(store, planner, offers, clock, queued=queued, cancel=cancel)
        self.sessions = Sessions(store, painter, clock, delivery.alarm)
        self.keepsakes = Keepsakes(store)
        self._boards = Boards(store, self.keepsakes, delivery, clock, close=self.sessions.close)
        self._caller = Caller(store, delivery, delivery.alarm)
        self.sessions.on_change(self._changed)
        self._delivery = delivery
        self._results = SessionCourier(store, self.sessions)

    async def start(self) -> None:
        """Go on with the sessions that there were. The store must be open."""
        self._boards.start()
        self._caller.start()
        await self.sessions.start()
        self._delivery.add(self._results)  # not before everybody has the time back that they had left

    async def stop(self) -> None:
        """What has not been said by then is said at the next start. Idempotent."""
        await self.sessions.stop()
        await self._boards.stop()
        await self._caller.stop()

    def _changed(self, session: Session) -> None:
        self._boards.draw(session)
        self._caller.follow(session)
