"""Our engine in this process: the same threads as in its own, spoken to without a pipe."""

from __future__ import annotations

import hashlib
import io
import queue
import time
from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image

from bot.engine.messages import Broken, Loaded, NotLoaded, Paced, Paint, Setup, Word
from bot.engine.pace import Pace
from bot.engine.painter import Painter
from bot.jobs import Done, JobId, new_job_id
from bot.requests import Hash, Request


def _photo() -> bytes:
    file = io.BytesIO()
    gradient = np.linspace(0, 255, 256 * 256 * 3).reshape(256, 256, 3).astype(np.uint8)
    Image.fromarray(gradient).save(file, "PNG")
    return file.getvalue()


PHOTO = _photo()
NAME = Hash(hashlib.sha256(PHOTO).hexdigest())
"""What requests may call it."""


class Ours:
    """Ready to paint once it is made, its speed measured."""

    def __init__(self, setup: Setup, device: torch.device) -> None:
        self._words: queue.SimpleQueue[Word] = queue.SimpleQueue()
        self._painter = Painter(setup, device, self._words.put)
        self.device = ""
        self.pace: Pace | None = None
        while not self.device:
            self._hear()

    def timed(self, requests: Sequence[Request]) -> float:
        """Seconds from asking for all of them at once until the last file is there."""
        began = time.perf_counter()
        waiting: set[JobId] = set()
        for request in requests:
            order = Paint(new_job_id(), request, {NAME: PHOTO})
            waiting.add(order.job_id)
            self._painter.take(order)
        while waiting:
            word = self._hear()
            if isinstance(word, Done):
                waiting.discard(word.job_id)
        return time.perf_counter() - began

    def settle(self) -> None:
        """Wait until it has nothing left to measure."""
        while self._painter.measuring:
            self._hear()

    def _hear(self) -> Word:
        word = self._words.get()
        match word:
            case Loaded():
                self.device = word.device
            case Paced():
                self.pace = word.pace
            case Broken() | NotLoaded():
                raise word.error
        return word
