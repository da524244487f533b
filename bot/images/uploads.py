"""Pictures as people send them, read in a process that may die of them.

A thread would share the bot's memory, and a 50-megapixel picture takes more of it than the whole bot; a decoder's
crash would take the bot with it. One kept process is ready in a millisecond where a new one takes half a second. It
is killed and replaced when it runs over its time, and its own memory is limited where the system can do that.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

import structlog

from bot.child import Child, Parent
from bot.config import Settings
from bot.errors import BadPicture, BrokenPicture
from bot.images.reading import MIB, Limits, check_bytes, read

log = structlog.get_logger()

Answer = bytes | BadPicture

_MEMORY = 1024 * MIB
_MEMORY_A_PIXEL = 24
"""Bytes of address space: interpreter, decoders and their threads; and a picture with the copies made on its way."""


class Uploads:
    """Reads one picture after another. Belongs to one event loop; the process starts with the first picture."""

    def __init__(self, settings: Settings, *, timeout_s: float = 30.0) -> None:
        """`timeout_s` is what one picture may take; an honest one of 50 megapixels takes 5 s on a slow core."""
        self._limits = Limits(
            max_bytes=int(settings.picture_max_mib * MIB),
            max_pixels=int(settings.picture_max_megapixels * 1e6),
        )
        self._timeout_s = timeout_s
        self._turn = asyncio.Lock()
        self._child: Child | None = None
        self._answer: asyncio.Future[Answer] | None = None

    async def read(self, upload: bytes) -> bytes:
        """A picture of any format as a normalised PNG file, as `reading.read` makes it. Raises BadPicture."""
        check_bytes(upload, self._limits)
        async with self._turn:
            answer = await self._ask(await self._running(), upload)
        if isinstance(answer, BadPicture):
            raise answer
        return answer

    async def stop(self) -> None:
        """End the process; the next picture would start another one. Idempotent."""
        if self._child is not None:
            await self._child.kill()

    async def _running(self) -> Child:
        if self._child is None or not self._child.alive:
            self._child = Child(serve, (self._limits,), name="hwaga pictures", receive=self._receive)
            await self._child.start()
        return self._child

    async def _ask(self, child: Child, upload: bytes) -> Answer:
        """Also when nobody waits any more, the process is free or gone when this is left."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answer = answer
        ended = asyncio.ensure_future(child.exited())
        either: set[asyncio.Future[Any]] = {answer, ended}
        try:
            child.send(upload)
            await asyncio.wait(either, timeout=self._timeout_s, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                log.warning("picture not read", size_bytes=len(upload), crashed=ended.done())
                raise BrokenPicture
            return answer.result()
        finally:
            ended.cancel()
            if not answer.done():
                await child.kill()

    def _receive(self, answer: Answer) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)


def serve(parent: Parent, limits: Limits) -> None:
    """The process: a file in, a PNG file or a BadPicture out, until the bot is gone."""
    logging.disable()  # what decoders say of a broken file is in the error
    _limit_memory(_MEMORY + _MEMORY_A_PIXEL * limits.max_pixels)
    for upload in parent:
        parent.send(_answer(upload, limits))


def _answer(upload: bytes, limits: Limits) -> Answer:
    try:
        return read(upload, limits)
    except BadPicture as error:
        return error


def _limit_memory(size_bytes: int) -> None:
    """More than `size_bytes` of address space raises MemoryError. Only Linux keeps it; Windows has no such call."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (size_bytes, size_bytes))
