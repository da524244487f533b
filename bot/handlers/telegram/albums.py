"""Albums come as an update for each of their pictures, in any order: they are put together again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from telegram import Update

QUIET_S = 0.8
"""When no picture has come for so long, the album is whole."""


@dataclass(slots=True)
class _Album:
    updates: list[Update] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Albums:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self.quiet_s = QUIET_S
        self._open: dict[tuple[int, str], _Album] = {}

    @asynccontextmanager
    async def whole(self, update: Update) -> AsyncIterator[list[Update]]:
        """All updates of the album, in order, for the first one that came; for the others none, when that one is done.

        A message outside of any album is all of its own.
        """
        message = update.effective_message
        if message is None or message.media_group_id is None:
            yield [update]
            return
        key = (message.chat.id, message.media_group_id)
        album = self._open.setdefault(key, _Album())
        album.updates.append(update)
        if album.updates[0] is not update:
            await album.over.wait()
            yield []
            return
        try:
            await self._until_quiet(album)
            del self._open[key]
            yield sorted(album.updates, key=lambda each: each.update_id)
        finally:
            album.over.set()

    async def _until_quiet(self, album: _Album) -> None:
        known = 0
        while known < len(album.updates):
            known = len(album.updates)
            await asyncio.sleep(self.quiet_s)
