"""Paintings on their way through an engine process.

Two threads: the device's owns every tensor and only computes; the desk's reads pictures, writes PNG files and speaks,
so that the device waits for neither. Each works through its queue in order: what is said of a job is in order too.
"""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import torch
from PIL import Image

from bot.engine.checkpoints import Checkpoint, load
from bot.engine.devices import name_of
from bot.engine.faults import fault_of, free_memory, is_fatal, is_out_of_memory
from bot.engine.messages import Broken, Loaded, NotLoaded, Paint, Setup, Word
from bot.engine.pixels import Pixels, jpeg, png
from bot.engine.previews import preview, shown_at
from bot.engine.tasks import paint, read
from bot.engine.threads import set_threads
from bot.engine.tick import Step
from bot.jobs import Done, JobId, Progress, Stopped
from bot.requests import steps_run

_DEVICE_LOST = 70  # exit code


class Unwanted(Exception):
    """Raised out of a painting that was cancelled."""


@dataclass(slots=True)
class _Row:
    """A job that was taken. Being `begun` and being in the painter's table change under its lock.

    Who has begun a job tells its end; before that, whoever cancels it.
    """

    order: Paint
    begun: bool = False
    cancelled: threading.Event = field(default_factory=threading.Event)


class Painter:
    """Takes jobs and tells what becomes of them: exactly one of Done, Broken and Stopped ends each."""

    def __init__(self, setup: Setup, device: torch.device, tell: Callable[[Word], None]) -> None:
        """Begins to load. `tell` is called from several threads."""
        self._setup = setup
        self._device = device
        self._tell = tell
        self._checkpoint: Checkpoint | None = None
        self._rows: dict[JobId, _Row] = {}
        self._lock = threading.Lock()
        self._computing = ThreadPoolExecutor(1, "device")
        self._desk = ThreadPoolExecutor(1, "desk")
        self._computing.submit(self._warm)

    def take(self, order: Paint) -> None:
        row = _Row(order)
        with self._lock:
            self._rows[order.job_id] = row
        self._desk.submit(self._guarded, row, self._read)

    def cancel(self, job_id: JobId) -> None:
        """Within a step where it is being painted, at once where it waits; nothing where it has ended."""
        with self._lock:
            row = self._rows.get(job_id)
            if row is None:
                return
            row.cancelled.set()
            if row.begun:
                return
            del self._rows[job_id]
        self._tell(Stopped(job_id))

    def finish(self) -> None:
        """Wait until all that was taken has ended. Nothing may be taken after it."""
        with self._lock:
            idle = not self._rows
        if idle:
            return  # without waiting for a checkpoint that is still loading
        self._desk.submit(int).result()  # what still had to be read is with the device now
        self._computing.shutdown()
        self._desk.shutdown()

    def _warm(self) -> None:
        """Device's thread. A first call of everything is slow; here nobody waits for it yet."""
        started = time.perf_counter()
        try:
            self._loaded().encoder.encode("", "", "")
        except Exception as error:  # noqa: BLE001 - told as a value; the next painting tries again
            self._desk.submit(self._tell, NotLoaded(fault_of(error)))
        else:
            self._desk.submit(self._tell, Loaded(name_of(self._device), time.perf_counter() - started))

    def _loaded(self) -> Checkpoint:
        """Device's thread. Raises what `load` raises."""
        if self._checkpoint is None:
            self._checkpoint = load(self._setup.checkpoint, self._device)
            set_threads(self._setup.torch_threads, self._checkpoint)
        return self._checkpoint

    def _read(self, row: _Row) -> None:
        """Desk's thread."""
        sources = read(row.order.request, row.order.pictures)
        self._computing.submit(self._guarded, row, partial(self._paint, sources=sources))

    def _paint(self, row: _Row, sources: tuple[Image.Image, ...]) -> None:
        """Device's thread. One picture after another: in a batch, their pixels would not be those of each alone."""
        if not self._begin(row):
            return
        checkpoint, request = self._loaded(), row.order.request
        started = time.perf_counter()
        watch = _Watch(row, checkpoint, request.count * steps_run(request), self._progress)
        files: list[Future[bytes]] = []
        for seed in range(request.seed, request.seed + request.count):
            pixels = paint(checkpoint, request, sources, seed, watch)
            files.append(self._desk.submit(png, pixels))
        seconds = time.perf_counter() - started
        self._desk.submit(self._guarded, row, partial(self._deliver, files=files, seconds=seconds))

    def _begin(self, row: _Row) -> bool:
        """Whether it is still wanted."""
        with self._lock:
            row.begun = row.order.job_id in self._rows
        return row.begun

    def _progress(self, job_id: JobId, step: int, steps: int, pixels: Pixels | None) -> None:
        """Device's thread."""
        self._desk.submit(lambda: self._tell(Progress(job_id, step, steps, None if pixels is None else jpeg(pixels))))

    def _deliver(self, row: _Row, files: list[Future[bytes]], seconds: float) -> None:
        """Desk's thread, which has written the files by now."""
        pictures = tuple(file.result() for file in files)
        self._end(Done(row.order.job_id, pictures, seconds, name_of(self._device)))

    def _end(self, word: Done | Broken | Stopped) -> None:
        """Desk's thread. The row goes last: once there is none, the process may end."""
        with self._lock:
            row = self._rows.get(word.job_id)
            if row is None:
                return  # cancelled while it waited, and told
            row.begun = True
        self._tell(word)
        with self._lock:
            del self._rows[word.job_id]

    def _guarded(self, row: _Row, work: Callable[[_Row], None]) -> None:
        """Any thread. The engine's edge: an error becomes the end of the job, or of a process that lost its device."""
        job_id = row.order.job_id
        try:
            work(row)
        except Unwanted:
            self._desk.submit(self._end, Stopped(job_id))
        except Exception as error:  # noqa: BLE001 - told as a value
            if is_fatal(error):
                traceback.print_exc()
                os._exit(_DEVICE_LOST)
            if is_out_of_memory(error):
                self._computing.submit(free_memory, self._device)
            self._desk.submit(self._end, Broken(job_id, fault_of(error), traceback.format_exc()))


class _Watch:
    """Counts the steps of all pictures of a job, tells them, and leaves when the job is cancelled."""

    def __init__(
        self, row: _Row, checkpoint: Checkpoint, steps: int, tell: Callable[[JobId, int, int, Pixels | None], None]
    ) -> None:
        self._row = row
        self._checkpoint = checkpoint
        self._steps = steps
        self._tell = tell
        self._shown_at = shown_at(steps)
        self._done = 0

    def __call__(self, step: Step) -> None:
        """Device's thread, after each step. Raises Unwanted."""
        if self._row.cancelled.is_set():
            raise Unwanted
        self._done += 1
        pixels = preview(self._checkpoint.vae, step) if self._done in self._shown_at else None
        self._tell(self._row.order.job_id, self._done, self._steps, pixels)
