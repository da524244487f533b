"""Telegram's flood limits, kept by ourselves: one budget a chat and one over all, shared by everything that is sent.

Telegram's documentation: no more than one message a second in a chat, 20 a minute in a group, 30 a second over all.
Edits count like messages. Who sends more is refused for as long as Telegram says; only that chat rests then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.handlers.telegram.windows import Rates, Window

Answer = bool | dict[str, Any] | list[dict[str, Any]]

PICTURE_PATIENCE_S = 5.0
"""A result that has to wait longer goes back to delivery, which has other chats to serve."""
WORDS_PATIENCE_S = 60.0
STATUS_PATIENCE_S = 1.5
"""Longer, and a sign that takes no message's place is better."""
BELIEVED = 0.25
"""Of the period over all: a call that was on its way for so long has arrived. Slow uploads, and a machine that is slow
to hear their answers, would else take the places of everybody.
"""
CHATS_REMEMBERED = 1000
LATE_S = 30.0
"""A result that has not come back so long after it was told to has gone another way."""
TICK_S = 0.001
"""Between two looks at who may leave: what rounding leaves of a wait is none."""


class Urgency(IntEnum):
    """What goes first. A status and news go soon or not at all, and leave a part of a group's budget to pictures."""

    STATUS = 1
    """The first answer to somebody; it will become the picture."""
    PICTURE = 2
    """The end of a job."""
    WORDS = 3
    """Somebody asked, and waits."""
    NEWS = 4
    """There will be newer ones."""


KEPT_FROM_NEWS = 0.5
KEPT_FROM_STATUS = 0.3
"""Parts of the budgets; the second one of a group's only: where all chats are too many, no other sign is sooner."""


class NoRoom(RetryAfter):
    """Ours, before Telegram was asked: there may be room for something of this urgency after `retry_after`."""


@dataclass(frozen=True, slots=True)
class _Call:
    """`chat` is empty for an inline message. One of 0 messages shows something without a message's place."""

    chat: str
    messages: int

    @property
    def in_group(self) -> bool:
        return self.chat.startswith("-")


@dataclass(frozen=True, slots=True)
class _Load:
    """What a call takes of a budget, and what it has to leave there."""

    window: Window
    messages: int
    kept: int = 0


@dataclass(order=True, slots=True)
class _Waiting:
    urgency: Urgency
    number: int
    call: _Call = field(compare=False)
    turn: asyncio.Future[float] = field(compare=False)


class Flood(BaseRateLimiter[Urgency]):
    """Give an `Urgency` as `rate_limit_args`; without one a call is WORDS. Belongs to one event loop."""

    def __init__(self, rates: Rates | None = None) -> None:
        self.rates = rates or Rates()
        self._overall = Window(self.rates.overall, BELIEVED * self.rates.overall.period_s)
        self._chats: dict[str, Window] = {}
        self._groups: dict[str, Window] = {}
        self._closed: dict[str, float] = {}
        self._promised: dict[str, list[float]] = {}
        """When results come back that were told to wait."""
        self._waiting: list[_Waiting] = []
        self._number = 0
        self._alarm: asyncio.TimerHandle | None = None

    async def initialize(self) -> None:
        """Nothing to prepare: budgets begin with the first call."""

    async def shutdown(self) -> None:
        """Whoever waits is told to come later."""
        if self._alarm is not None:
            self._alarm.cancel()
        for waiting in self._waiting:
            waiting.turn.set_exception(NoRoom(timedelta(seconds=1)))
        self._waiting.clear()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Urgency | None,
    ) -> Answer:
        """Raises RetryAfter: Telegram's own, and NoRoom where waiting would take too long."""
        call, urgency = _call(endpoint, data), rate_limit_args or Urgency.WORDS
        if call is None:
            return await callback(*args, **kwargs)
        while True:
            left_at = await self._turn(call, urgency)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._close(call.chat, seconds(error))
                if urgency not in {Urgency.WORDS, Urgency.STATUS}:  # delivery comes again with the others
                    raise
            finally:
                self._end(call, left_at)

    async def _turn(self, call: _Call, urgency: Urgency) -> float:
        """Returns when the call may leave, and has its place: that time. Raises NoRoom."""
        wait_s = self._wait_s(call, urgency)
        if wait_s > self._patience_s(call, urgency):
            if urgency is Urgency.PICTURE:
                self._promised.setdefault(call.chat, []).append(_now() + wait_s)
            raise NoRoom(timedelta(seconds=wait_s))
        self._number += 1
        waiting = _Waiting(urgency, self._number, call, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._admit()
        try:
            return await waiting.turn
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            elif waiting.turn.done() and not waiting.turn.cancelled():  # it has its place, and will not use it
                self._end(call, waiting.turn.result())
            raise

    def _close(self, chat: str, wait_s: float) -> None:
        """Telegram wants to hear nothing of this chat for so long."""
        self._closed[chat] = _now() + wait_s
        for waiting in [w for w in self._waiting if w.call.chat == chat]:
            if wait_s > self._patience_s(waiting.call, waiting.urgency):
                self._waiting.remove(waiting)
                waiting.turn.set_exception(NoRoom(timedelta(seconds=wait_s)))

    def _end(self, call: _Call, left_at: float) -> None:
        for load in self._loads(call):
            load.window.end(_now(), left_at, load.messages)
        self._admit()

    def _patience_s(self, call: _Call, urgency: Urgency) -> float:
        match urgency:
            case Urgency.PICTURE:
                return PICTURE_PATIENCE_S
            case Urgency.WORDS:
                return WORDS_PATIENCE_S
            case Urgency.STATUS:
                return STATUS_PATIENCE_S + self._overall.wait_s(_now(), call.messages)
            case Urgency.NEWS:
                return 0.0

    def _wait_s(self, call: _Call, urgency: Urgency) -> float:
        """Seconds until such a call may leave, as far as can be seen now."""
        now, before = _now(), self._before(call, urgency)
        waits = [self._closed.get(call.chat, now) - now]
        for load in self._loads(call, urgency):
            others = 0 if load.window is self._overall else before
            waits.append(load.window.wait_s(now, load.messages + load.kept + others))
        return max(0.0, *waits)

    def _before(self, call: _Call, urgency: Urgency) -> int:
        """Messages for the same chat that go first: those that wait, and results that were told when to come back.

        A result that comes when one of them is due is that one.
        """
        waiting = sum(w.call.messages for w in self._waiting if w.call.chat == call.chat and w.urgency <= urgency)
        promised = sorted(at for at in self._promised.pop(call.chat, ()) if at > _now() - LATE_S)
        is_one = urgency is Urgency.PICTURE and promised and promised[0] <= _now() + TICK_S
        left = promised[1:] if is_one else promised
        if left:
            self._promised[call.chat] = left
        return waiting + (0 if is_one else len(left))

    def _admit(self) -> None:
        """Let go whoever may, most urgent first; a chat that is full holds up nobody else."""
        if self._alarm is not None:
            self._alarm.cancel()
        now, next_s = _now(), []
        for waiting in sorted(self._waiting):
            closed_s = self._closed.get(waiting.call.chat, now) - now
            loads = self._loads(waiting.call)
            wait_s = max(closed_s, *(load.window.wait_s(now, load.messages) for load in loads))
            if wait_s > 0:
                next_s.append(wait_s)
                continue
            for load in loads:
                load.window.leave(now, load.messages)
            self._waiting.remove(waiting)
            if not waiting.turn.done():
                waiting.turn.set_result(now)
        wake_s = max(min(next_s, default=0.0), TICK_S)
        self._alarm = asyncio.get_running_loop().call_later(wake_s, self._admit) if next_s else None
        if len(self._chats) > CHATS_REMEMBERED:
            self._forget(now)

    def _loads(self, call: _Call, urgency: Urgency = Urgency.WORDS) -> list[_Load]:
        kept = KEPT_FROM_NEWS if urgency is Urgency.NEWS else 0.0
        loads = [_Load(self._overall, max(call.messages, 1), int(self.rates.overall.limit * kept))]
        if call.chat and call.messages:
            # an album is as many messages as it has pictures, but there they go at once
            loads.append(_Load(self._chats.setdefault(call.chat, Window(self.rates.chat)), 1))
        if call.in_group and call.messages:
            kept = KEPT_FROM_STATUS if urgency is Urgency.STATUS else kept
            window = self._groups.setdefault(call.chat, Window(self.rates.group))
            loads.append(_Load(window, call.messages, int(self.rates.group.limit * kept)))
        return loads

    def _forget(self, now: float) -> None:
        for windows in (self._chats, self._groups):
            for chat in [chat for chat, window in windows.items() if window.idle(now)]:
                del windows[chat]
        self._closed = {chat: until for chat, until in self._closed.items() if until > now}


def seconds(error: RetryAfter) -> float:
    """What was asked to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _call(endpoint: str, data: dict[str, Any]) -> _Call | None:
    """None for what shows nothing in any chat."""
    chat = data.get("chat_id")
    if chat is None:
        return _Call("", 1) if "inline_message_id" in data else None
    if endpoint == "sendMediaGroup":
        return _Call(str(chat), len(data["media"]))
    if endpoint.startswith(("send", "edit", "copy", "forward")) and endpoint != "sendChatAction":
        return _Call(str(chat), 1)
    return None if endpoint.startswith("get") else _Call(str(chat), 0)
