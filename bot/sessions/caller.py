"""Tells people that it is their turn: a short message of its own, since an edited board rings nobody's bell.

One for each turn, however often the board is drawn or the bot started; it goes when the turn is over.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.delivery import Delivery
from bot.errors import DeliveryError, HwagaError, ShowLater
from bot.people import Address, Place, Platform
from bot.sessions.calls import Call, call_view, calls, over_view
from bot.sessions.session import Phase, Session, SessionId
from bot.store import Store
from bot.store.sessions import Called

log = structlog.get_logger()

_ON: frozenset[Platform] = frozenset({"discord", "telegram"})
"""Where people are not looking all the time."""


class Caller:
    """A task for each session in which somebody is to be called, or was. Belongs to one event loop."""

    def __init__(self, store: Store, delivery: Delivery, on_crash: Callable[[BaseException], None]) -> None:
        self._store = store
        self._delivery = delivery
        self._on_crash = on_crash
        self._newest: dict[SessionId, Session] = {}
        self._heard: dict[SessionId, frozenset[str]] = {}
        """The turns that everybody was told of."""
        self._changed: dict[SessionId, asyncio.Event] = {}
        self._tasks: dict[SessionId, asyncio.Task[None]] = {}
        self._context = contextvars.copy_context()

    def start(self) -> None:
        """Calls are made from now on."""
        self._context = contextvars.copy_context()

    def follow(self, session: Session) -> None:
        """It has changed: call whom it waits for now, soon. Never blocks."""
        turns = frozenset(call.turn for call in calls(session))
        if self._heard.get(session.id) == turns and session.id not in self._tasks:
            return
        self._newest[session.id] = session
        self._changed.setdefault(session.id, asyncio.Event()).set()
        if session.id not in self._tasks:
            # in a context of its own: a call outlives whoever made the move, a person's request perhaps
            task = self._context.run(asyncio.create_task, self._serve(session.id), name=f"calls {session.id}")
            self._tasks[session.id] = task

    async def stop(self) -> None:
        """Whom it was too late to call is called at the next start. Idempotent."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, session_id: SessionId) -> None:
        changed = self._changed[session_id]
        try:
            while changed.is_set():
                changed.clear()
                session = self._newest[session_id]
                rest_s = await self._call_all(session)
                if rest_s:
                    await _either(changed, rest_s)
        except HwagaError:
            log.exception("calls stumbled", session=session_id)
        except Exception as error:  # noqa: BLE001 - the edge of a background task: told, never swallowed
            self._on_crash(error)
        finally:
            for table in (self._newest, self._changed, self._tasks):
                table.pop(session_id, None)

    async def _call_all(self, session: Session) -> float:
        """In all its places; returns the seconds after which some may be called that could not be now, 0 for none."""
        due, called = calls(session), await self._store.sessions.called(session.id)
        addresses = await self._store.sessions.places(session.id)
        served = [place for place in addresses if place.platform in _ON]
        rests = await asyncio.gather(
            *(self._call(session, place, addresses[place], _of(due, place), called[place]) for place in served)
        )
        if session.phase == Phase.ARCHIVED:
            self._heard.pop(session.id, None)
        elif not any(rests):
            self._heard[session.id] = frozenset(call.turn for call in due)
        return max(rests, default=0.0)

    async def _call(
        self, session: Session, place: Place, board: Address, due: tuple[Call, ...], called: Called
    ) -> float:
        """In one place."""
        new = tuple(call for call in due if call.turn not in called.turns)
        if called.message is not None and (new or not due):
            await self._take_away(session, called.message)
            called = replace(called, message=None)
            await self._store.sessions.call(session.id, place, called)
        if not new:
            return 0.0
        # written before it is said: a death in between is silent, and never says it twice
        told = replace(called, turns=(*called.turns, *(call.turn for call in new)))
        await self._store.sessions.call(session.id, place, told)
        view = call_view(session, tuple(call.player for call in new), board.locale)
        try:
            shown, _ = await self._delivery.show(replace(board, message="", reply_to=board.message, pinned=None), view)
        except ShowLater as error:  # it was not said
            await self._store.sessions.call(session.id, place, called)
            return max(error.retry_after_s, 1.0)
        except DeliveryError as error:
            log.info("not called", session=session.id, platform=place.platform, error=str(error))
            return 0.0
        await self._store.sessions.call(session.id, place, replace(told, message=shown))
        return 0.0

    async def _take_away(self, session: Session, message: Address) -> None:
        try:
            await self._delivery.remove(message, over_view(session, message.locale))
        except DeliveryError as error:
            log.info("call not taken away", session=session.id, platform=message.platform, error=str(error))


def _of(due: tuple[Call, ...], place: Place) -> tuple[Call, ...]:
    """Those who play from that place."""
    return tuple(call for call in due if call.player.account is not None and call.player.here == place)


async def _either(changed: asyncio.Event, rest_s: float) -> None:
    """Until something changes, or so long; then it has."""
    try:
        async with asyncio.timeout(rest_s):
            await changed.wait()
    except TimeoutError:
        changed.set()
