"""A backend on a device of this machine, in a process of its own: a crash or a full memory takes only that process.

Imports no torch: all of it happens in the child (`bot.engine.process`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping

import structlog

from bot.child import Child
from bot.engine.backend import Capabilities
from bot.engine.catalogue import Catalogue
from bot.engine.messages import Broken, Cancel, Loaded, NotLoaded, Paced, Paint, Setup, Sketch, Ticked, Trouble, Word
from bot.engine.pace import Pace
from bot.engine.process import run
from bot.engine.schedule import Room, has_room
from bot.engine.supplies import NONE, Supplies
from bot.engine.tuning import STOCK, Tuning
from bot.errors import CheckpointChanged, EngineDied, EngineError
from bot.jobs import Done, JobId, Progress, Stopped, new_job_id
from bot.requests import ControlKind, Hash, Request

log = structlog.get_logger()

Heard = Progress | Done | Stopped | EngineError


class LocalBackend:
    """Paints many requests at once. An engine process that dies is replaced; what it painted raises EngineDied."""

    def __init__(
        self,
        *,
        checkpoint: str,
        device: str = "auto",
        torch_threads: int = 0,
        finder: str = "",
        supplies: Supplies = NONE,
        tuning: Tuning = STOCK,
        name: str = "local",
        rows: int = 24,
        on_tick: Callable[[int], None] = lambda _rows: None,
    ) -> None:
        """`device`: auto, cuda, mps or cpu. `torch_threads`: 0 lets the machine and the checkpoint's size decide.

        `finder`: the CLIPSeg weights that find parts of a picture by words, a folder or a hub id that was fetched.
        `rows` of pictures may be on the device at once, and a third of it beside them for requests of few steps.
        `on_tick` hears how many were painted at once, at every call of the UNet.
        """
        self.name = name
        self._room = Room(rows, rows // 3)
        self._on_tick = on_tick
        self._pace: Pace | None = None
        self._setup = Setup(checkpoint, device, torch_threads, finder, supplies, tuning)
        self._catalogue = Catalogue(checkpoint, finder, supplies)
        self._launch: asyncio.Task[Child] | None = None
        self._running: dict[JobId, asyncio.Queue[Heard]] = {}
        self._painting: dict[JobId, Request] = {}
        self._worked = False
        self._stopped = True

    @property
    def pid(self) -> int | None:
        """The engine process, for the curious and for tests."""
        child = self._child()
        return child.pid if child else None

    def offers(self, checkpoint: str = "") -> Capabilities:
        return self._catalogue.offers(checkpoint)

    def room(self, request: Request) -> bool:
        return not self._stopped and has_room(self._room, self._painting.values(), request)

    def pace(self) -> Pace | None:
        return self._pace

    async def paint(
        self, job_id: JobId, request: Request, pictures: Mapping[Hash, bytes]
    ) -> AsyncGenerator[Progress | Done, None]:
        if self._stopped:
            raise EngineDied
        if not self._catalogue.has(request.checkpoint):
            raise CheckpointChanged(request.checkpoint)  # a request may come from a stranger's file: never load by it
        heard: asyncio.Queue[Heard] = asyncio.Queue()
        self._running[job_id] = heard
        self._painting[job_id] = request
        child = await self._give(Paint(job_id, request, dict(pictures)))
        try:
            word = None
            while not isinstance(word, Done):
                word = await heard.get()
                if isinstance(word, Progress | Done):
                    yield word
                else:
                    raise word if isinstance(word, EngineError) else EngineDied
        finally:
            if job_id in self._running:
                child.send(Cancel(job_id))
            while job_id in self._running:
                await heard.get()

    async def sketch(self, kind: ControlKind, picture: bytes, width: int, height: int) -> bytes:
        if self._stopped:
            raise EngineDied
        order = Sketch(new_job_id(), kind, picture, width, height)
        heard = self._running[order.job_id] = asyncio.Queue()
        try:
            await self._give(order)
            word = await heard.get()
        finally:
            self._forget(order.job_id)
        if isinstance(word, Done):
            return word.pictures[0]
        raise word if isinstance(word, EngineError) else EngineDied

    async def start(self) -> None:
        self._stopped = False
        await self._process()

    async def stop(self) -> None:
        self._stopped = True
        if child := await self._last_child():
            await child.stop(None)

    async def kill(self) -> None:
        self._stopped = True
        if child := await self._last_child():
            await child.kill()

    async def _give(self, order: Paint | Sketch) -> Child:
        """Raises EngineDied where no process can be started."""
        try:
            child = await self._process()
        except OSError as error:
            self._forget(order.job_id)
            raise EngineDied from error
        except asyncio.CancelledError:
            self._forget(order.job_id)
            raise
        child.send(order)
        return child

    async def _process(self) -> Child:
        """The engine process, started where there is none. Whoever waits may be cancelled, the start is not."""
        child = self._child()
        if self._launch is None or (self._launch.done() and not (child and child.alive)):
            self._launch = asyncio.create_task(self._start_child(), name=f"{self.name} start")
        return await asyncio.shield(self._launch)

    async def _start_child(self) -> Child:
        child = Child(run, (self._setup,), name=f"{self.name} engine", receive=self._hear, gone=self._lose)
        await child.start()
        return child

    def _child(self) -> Child | None:
        """The last process that was started, dead or alive."""
        launch = self._launch
        started = launch is not None and launch.done() and not launch.cancelled() and not launch.exception()
        return launch.result() if launch and started else None

    async def _last_child(self) -> Child | None:
        if self._launch is not None:
            await asyncio.wait({self._launch})
        return self._child()

    def _hear(self, word: Word) -> None:
        match word:
            case Loaded():
                self._worked = True
                log.info("engine ready", backend=self.name, device=word.device, seconds=round(word.seconds, 1))
            case NotLoaded():
                log.error("checkpoint not loaded", backend=self.name, error=str(word.error))
            case Paced():
                self._pace = word.pace
            case Ticked():
                self._on_tick(word.rows)
            case Trouble():
                log.warning("engine trouble", backend=self.name, what=word.what, detail=word.detail)
            case Progress():
                self._tell(word.job_id, word)
            case Broken():
                log.warning("painting broke", job_id=word.job_id, error=str(word.error), traceback=word.traceback)
                self._end(word.job_id, word.error)
            case Done() | Stopped():
                self._end(word.job_id, word)

    def _tell(self, job_id: JobId, word: Heard) -> None:
        if job_id in self._running:
            self._running[job_id].put_nowait(word)

    def _end(self, job_id: JobId, word: Heard) -> None:
        self._tell(job_id, word)
        self._forget(job_id)

    def _forget(self, job_id: JobId) -> None:
        self._running.pop(job_id, None)
        self._painting.pop(job_id, None)

    def _lose(self, exit_code: int) -> None:
        """The process is gone. One that never worked is not replaced before somebody wants it: it may never work."""
        for job_id in list(self._running):
            self._end(job_id, EngineDied())
        if self._stopped:
            return
        log.error("engine process died", backend=self.name, exit_code=exit_code)
        if self._worked:
            self._worked = False
            self._launch = asyncio.create_task(self._start_child(), name=f"{self.name} start")
