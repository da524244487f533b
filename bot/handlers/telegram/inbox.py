"""Updates, from Telegram to the handlers, so that nothing is lost on the way.

Telegram forgets an update when the next ones are asked for, or when the webhook answers. So what came is written
down before that, and struck out when it has been answered: whatever ends this process in between, the next one goes on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot, Update
from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram._utils.types import JSONDict, ODVInput, TimePeriod
from telegram.error import TelegramError
from telegram.ext import BaseUpdateProcessor, ExtBot
from telegram.request import BaseRequest

from bot.handlers.telegram.flood import Flood
from bot.store.telegram import Kept, TelegramShelf

log = structlog.get_logger()

AT_ONCE = 256
"""Updates that are answered at the same time: nobody waits for somebody else's photo."""
MOST_TRIES = 3
"""Of an update that was begun and never ended: it may be what ends processes."""
REMEMBERED_S = 2 * 24 * 3600.0
"""Telegram keeps updates for a day, and may send one again."""


class Inbox(BaseUpdateProcessor):
    """Without a `shelf`, as before the store is open, updates are handled and not kept."""

    shelf: TelegramShelf | None = None

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self.clock: Callable[[], float] = time.time
        self._waiting: dict[int, Kept] = {}
        self._unwritten: dict[int, Kept] = {}
        self._begun: dict[int, Kept] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to let go of."""

    def of(self, update: Update) -> Kept | None:
        """What is known of an update that is being handled; None where it is not kept."""
        return self._begun.get(update.update_id)

    async def take(self, updates: Sequence[Update]) -> None:
        """They may be begun, though not forgotten by Telegram before `keep_taken`: nobody waits for the disk."""
        if self.shelf is None or not updates:
            return
        known, now = await self.shelf.known([update.update_id for update in updates]), self.clock()
        new = [update for update in updates if update.update_id not in known | self._begun.keys()]
        taken = {update.update_id: Kept(update.update_id, _written(update), "", 1, now) for update in new}
        self._waiting |= taken
        self._unwritten |= taken

    async def keep_taken(self) -> None:
        """When this returns, Telegram may forget what was taken. Where it raises, it can be tried again."""
        if self.shelf is not None and self._unwritten:
            bodies = {kept.id: kept.body for kept in self._unwritten.values()}
            await self.shelf.keep(bodies, self.clock())
            self._unwritten = {id_: kept for id_, kept in self._unwritten.items() if id_ not in bodies}

    async def keep(self, updates: Sequence[Update]) -> None:
        """Take them; when this returns, whoever sent them may forget them."""
        if self.shelf is not None:
            written = {update.update_id: _written(update) for update in updates}
            self._waiting |= {kept.id: kept for kept in await self.shelf.keep(written, self.clock())}

    async def left(self, bot: Bot) -> list[Update]:
        """What a process before this one did not bring to an end."""
        if self.shelf is None:
            return []
        await self.shelf.sweep(self.clock() - REMEMBERED_S)
        left = {kept.id: kept for kept in await self.shelf.left() if kept.id not in self._begun}
        self._waiting |= left
        return [Update.de_json(json.loads(kept.body), bot) for kept in left.values()]

    async def answered(self, update: Update, status: int) -> None:
        """Its person sees this message: should the process end now, the next one will not send another."""
        if self.shelf is not None:
            await self._kept(update)
            await self.shelf.answered(update.update_id, str(status))

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the handlers, once for each update, however often it comes."""
        if self.shelf is None or not isinstance(update, Update):
            await coroutine
            return
        kept = await self._begin(update, coroutine)
        if kept is None:
            _leave(coroutine)
            return
        self._begun[update.update_id] = kept
        try:
            if kept.tries > MOST_TRIES:
                log.error("update given up", platform="telegram", update=update.update_id, tries=kept.tries)
                _leave(coroutine)
            else:
                await coroutine
            await self._kept(update)
            await self.shelf.done(update.update_id)
        finally:
            del self._begun[update.update_id]

    async def _kept(self, update: Update) -> None:
        """What is written of it must find it there."""
        if update.update_id in self._unwritten:
            await self.keep_taken()

    async def _begin(self, update: Update, coroutine: Awaitable[Any]) -> Kept | None:
        """None for what is done, or being done."""
        if update.update_id not in self._waiting and update.update_id not in self._begun:
            try:
                await self.keep([update])  # it came another way, or once more
            except BaseException:
                _leave(coroutine)
                raise
        return self._waiting.pop(update.update_id, None)


def _written(update: Update) -> str:
    """As Telegram sent it; python-telegram-bot's own way stumbles over messages that are out of reach."""
    return json.dumps(update.to_dict(), default=lambda when: int(when.timestamp()))


def _leave(awaitable: Awaitable[Any]) -> None:
    """It will not be awaited, on purpose."""
    if isinstance(awaitable, Coroutine):
        awaitable.close()


class KeptBot(ExtBot[Any]):
    """A bot whose updates are in the inbox before anybody can confirm them to Telegram."""

    def __init__(
        self,
        token: str,
        base_url: str,
        base_file_url: str,
        request: BaseRequest,
        get_updates_request: BaseRequest,
        flood: Flood,
        inbox: Inbox,
    ) -> None:
        super().__init__(
            token,
            base_url=base_url,
            base_file_url=base_file_url,
            request=request,
            get_updates_request=get_updates_request,
            rate_limiter=flood,
        )
        self._inbox = inbox

    async def get_updates(
        self,
        offset: int | None = None,
        limit: int | None = None,
        timeout: TimePeriod | None = None,  # noqa: ASYNC109 - python-telegram-bot's signature
        allowed_updates: Sequence[str] | None = None,
        *,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
        api_kwargs: JSONDict | None = None,
    ) -> tuple[Update, ...]:
        """As python-telegram-bot's, whose next call confirms what this one returned. Raises TelegramError."""
        with _told():
            await self._inbox.keep_taken()
        updates = await super().get_updates(
            offset,
            limit,
            timeout,
            allowed_updates,
            read_timeout=read_timeout,
            write_timeout=write_timeout,
            connect_timeout=connect_timeout,
            pool_timeout=pool_timeout,
            api_kwargs=api_kwargs,
        )
        with _told():
            await self._inbox.take(updates)
        return updates


@contextmanager
def _told() -> Iterator[None]:
    """A full disk is one more failure of the line: polling goes on, slowly, and Telegram keeps what it has."""
    try:
        yield
    except SQLAlchemyError as error:
        raise TelegramError(f"updates not kept: {type(error).__name__}") from error
