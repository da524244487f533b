"""The desk: the thread that reads pictures, writes PNG files and speaks, so that the device waits for none of it.

It works through what it is given in order: what is said of a job is in order too.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bot.engine.faults import end_process, fault_of, is_fatal
from bot.engine.finder import Finder
from bot.engine.messages import Broken, Sketch, Word
from bot.engine.pixels import Pixels, fitted, jpeg, png
from bot.engine.reader import Reader
from bot.engine.safety import Safety
from bot.engine.supplies import NONE, Supplies
from bot.engine.tasks import read
from bot.engine.work import Work
from bot.jobs import Done, JobId, Progress, Stopped


class Desk:
    """Exactly one of Done, Broken and Stopped ends each work that was taken. From any thread."""

    def __init__(self, backend: str, tell: Callable[[Word], None], finder: Finder, supplies: Supplies = NONE) -> None:
        """`backend` is the device's name for people. `tell` is called from several threads."""
        self._backend = backend
        self._finder = finder
        self._reader = Reader(supplies)
        self._safety = Safety(supplies)
        self._tell = tell
        self._works: dict[JobId, Work] = {}
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, "desk")

    @property
    def idle(self) -> bool:
        with self._lock:
            return not self._works

    def take(self, work: Work, then: Callable[[Work], None]) -> None:
        """Read its pictures, then call `then`, on the desk's thread."""
        with self._lock:
            self._works[work.job_id] = work
        self._thread.submit(self._read, work, then)

    def cancel(self, job_id: JobId) -> Work | None:
        """Ends it where it still waits; returns it where the device has begun it, which must let go of it first."""
        with self._lock:
            work = self._works.get(job_id)
            if work is None or work.begun:
                return work
            del self._works[job_id]
        self._tell(Stopped(job_id))
        return None

    def begin(self, work: Work) -> bool:
        """The device is about to begin it; False where it was cancelled while it waited."""
        with self._lock:
            work.begun = work.job_id in self._works
        return work.begun

    def say(self, word: Word) -> None:
        self._thread.submit(self._tell, word)

    def progress(self, work: Work, preview: Pixels | None) -> None:
        done, steps = work.done, work.steps
        if self._safety.on:
            preview = None  # nobody has looked at it
        self._thread.submit(
            lambda: self._tell(Progress(work.job_id, done, steps, None if preview is None else jpeg(preview)))
        )

    def picture(self, work: Work, number: int, pixels: Pixels, finish: Callable[[Pixels], Pixels]) -> None:
        """Write a picture's file and look at it, for `done` to hand out."""
        work.files[number] = self._thread.submit(self._look, finish, pixels)

    def done(self, work: Work) -> None:
        self._thread.submit(self._deliver, work)

    def stopped(self, work: Work) -> None:
        self._thread.submit(self._end, Stopped(work.job_id))

    def broken(self, work: Work, error: Exception) -> None:
        """The engine's edge: an error becomes the end of a job, or of a process that lost its device."""
        self._thread.submit(self._end, _broken(work, error))

    def clear(self) -> None:
        """Wait until all that it was given has been done."""
        self._thread.submit(int).result()

    def close(self) -> None:
        """The same; nothing may be given to it after."""
        self._thread.shutdown()

    def sketch(self, order: Sketch) -> None:
        """What a ControlNet would be shown of a photo, as the only picture of a Done."""
        self._thread.submit(self._sketch, order)

    def _sketch(self, order: Sketch) -> None:
        try:
            photo = fitted(order.picture, order.width, order.height)
            seen = png(np.asarray(self._reader.read(order.kind, photo)))
        except Exception as error:  # noqa: BLE001 - told as a value
            told = "".join(traceback.format_exception(error))
            self._tell(Broken(order.job_id, fault_of(error), told))
        else:
            self._tell(Done(order.job_id, (seen,), 0.0, self._backend))

    def _read(self, work: Work, then: Callable[[Work], None]) -> None:
        try:
            work.images = read(*self._finder.located(work.request, work.order.pictures))
            work.hints = self._reader.pictures(work.request, work.order.pictures)
        except Exception as error:  # noqa: BLE001 - told as a value
            self.broken(work, error)
        else:
            then(work)

    def _look(self, finish: Callable[[Pixels], Pixels], pixels: Pixels) -> tuple[bytes, float | None]:
        """A picture's file, and what the safety check says of it."""
        pixels = finish(pixels)
        return png(pixels), self._safety.look(pixels) if self._safety.on else None

    def _deliver(self, work: Work) -> None:
        """The files have been written by now: this thread does so before."""
        try:
            pictures = [work.files[number].result() for number in sorted(work.files)]
        except Exception as error:  # noqa: BLE001 - told as a value
            self._end(_broken(work, error))
        else:
            unsafe = tuple(score for _file, score in pictures if score is not None)
            self._end(Done(work.job_id, tuple(file for file, _ in pictures), work.seconds, self._backend, unsafe))

    def _end(self, word: Done | Broken | Stopped) -> None:
        """The work goes last: once there is none, the process may end."""
        with self._lock:
            work = self._works.get(word.job_id)
            if work is None:
                return  # cancelled while it waited, and told
            work.begun = True
        self._tell(word)
        with self._lock:
            del self._works[word.job_id]


def _broken(work: Work, error: Exception) -> Broken:
    """Does not return where the error took the device with it."""
    if is_fatal(error):
        end_process(error)
    return Broken(work.job_id, fault_of(error), "".join(traceback.format_exception(error)))
