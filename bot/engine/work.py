"""A job in the engine process, from being taken until its end is told."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field

from PIL import Image

from bot.engine.messages import Paint
from bot.engine.previews import shown_at
from bot.jobs import JobId
from bot.requests import Request, steps_run


@dataclass(slots=True, eq=False)
class Work:
    """`begun` is the desk's, under its lock; `images` and `hints` are set before the device's thread sees it.

    The rest is that thread's. `done` counts steps of all pictures, `seconds` is its share of the device's time,
    `aside_s` what of that was no tick. `files` are the PNG files that the desk writes and what the safety check says of
    them, by the picture's number. `over`: its end is with the desk.
    """

    order: Paint
    begun: bool = False
    images: tuple[Image.Image, ...] = ()
    hints: tuple[Image.Image, ...] = ()
    done: int = 0
    seconds: float = 0.0
    aside_s: float = 0.0
    files: dict[int, Future[tuple[bytes, float | None]]] = field(default_factory=dict)
    over: bool = False

    @property
    def job_id(self) -> JobId:
        return self.order.job_id

    @property
    def request(self) -> Request:
        return self.order.request

    @property
    def steps(self) -> int:
        """Of all its pictures."""
        return self.request.count * steps_run(self.request)

    @property
    def painted(self) -> bool:
        """Whether all its pictures are with the desk."""
        return len(self.files) == self.request.count

    def step(self, steps: int) -> bool:
        """So many more are done; whether a preview is worth its time now."""
        before, self.done = self.done, self.done + steps
        return any(before < step <= self.done for step in shown_at(self.steps))
