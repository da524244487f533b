"""Paintings on their way through an engine process: the desk and the device, a thread each."""

from __future__ import annotations

from collections.abc import Callable

import torch

from bot.engine.card import card_of
from bot.engine.desk import Desk
from bot.engine.devices import name_of
from bot.engine.finder import Finder
from bot.engine.loop import Loop
from bot.engine.measure import Speed
from bot.engine.messages import Paint, Setup, Sketch, Word
from bot.engine.shelf import Shelf
from bot.engine.work import Work
from bot.jobs import JobId


class Painter:
    """Takes jobs and tells what becomes of them: exactly one of Done, Broken and Stopped ends each."""

    def __init__(self, setup: Setup, device: torch.device, tell: Callable[[Word], None]) -> None:
        """Begins to load. `tell` is called from several threads."""
        self._desk = Desk(name_of(device), tell, Finder(setup.finder), setup.supplies)
        speed = Speed(device, card_of(setup.checkpoint).native_px)
        self._loop = Loop(Shelf(setup, device), speed, device, self._desk)

    @property
    def measuring(self) -> bool:
        """Whether its speed is not known yet; it is measured while nobody waits."""
        return self._loop.measuring

    def take(self, order: Paint) -> None:
        self._desk.take(Work(order), self._loop.add)

    def sketch(self, order: Sketch) -> None:
        """Between two paintings; the device has nothing to do with it."""
        self._desk.sketch(order)

    def cancel(self, job_id: JobId) -> None:
        """Within a tick where it is being painted, at once where it waits; nothing where it has ended."""
        work = self._desk.cancel(job_id)
        if work is not None:
            self._loop.drop(work)

    def finish(self) -> None:
        """Wait until all that was taken has ended. Nothing may be taken after it."""
        if self._desk.idle:
            return  # without waiting for a checkpoint that is still loading
        self._desk.clear()  # what still had to be read is with the device now
        self._loop.close()
        self._desk.close()
