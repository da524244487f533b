"""A backend that paints flat colours at once: for front ends and tests. It keeps every promise of `Backend`."""

from __future__ import annotations

import asyncio
import hashlib
import io
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import get_args

from PIL import Image

from bot.engine.backend import Capabilities, LoraCard
from bot.errors import EngineDied, UnknownCheckpoint
from bot.images.ground import Ground, around, fitted, mask_of, within
from bot.jobs import Done, JobId, Progress
from bot.requests import (
    REQUEST,
    Blend,
    ControlKind,
    Hash,
    Image2Image,
    Inpaint,
    Outpaint,
    Request,
    SchedulerName,
    is_short,
    steps_run,
)

Colour = tuple[int, int, int]

CHECKPOINTS = ("fake", "forged")
LORAS = (LoraCard("crayon", ("crayon drawing",)), LoraCard("ink"))
NATIVE_PX = 128
PREVIEW_PX = 32


class FakeControl:
    """What somebody may make a fake backend do. Steps count from 1; every job meets each of them."""

    def __init__(self) -> None:
        self._failures: list[tuple[int, Exception]] = []
        self._held_at: int | None = None
        self._release = asyncio.Event()
        self._arrivals: dict[JobId, int] = {}
        self._moved = asyncio.Condition()

    def hold(self, step: int = 1) -> None:
        """Let every job stand before this step until `release`."""
        self._held_at = step
        self._release.clear()

    def release(self) -> None:
        """Let them go on, and hold nobody any more."""
        self._held_at = None
        self._release.set()

    def fail(self, *errors: Exception, step: int = 1) -> None:
        """Raise the errors, one each time a job comes to this step, before it would be held there."""
        self._failures.extend((step, error) for error in errors)

    async def reached(self, step: int = 1, *, jobs: int = 1) -> tuple[JobId, ...]:
        """Wait until so many jobs being painted stand at this step or have passed it; returns them."""
        async with self._moved:
            await self._moved.wait_for(lambda: len(self._at(step)) >= jobs)
            return self._at(step)

    def _at(self, step: int) -> tuple[JobId, ...]:
        return tuple(job_id for job_id, arrived in self._arrivals.items() if arrived >= step)

    async def arrive(self, job_id: JobId, step: int) -> None:
        """The backend's side: a job comes to a step. Raises what `fail` was told."""
        self._arrivals[job_id] = step
        async with self._moved:
            self._moved.notify_all()
        for failure in self._failures:
            if failure[0] == step:
                self._failures.remove(failure)
                raise failure[1]
        if self._held_at == step:
            await self._release.wait()

    def leave(self, job_id: JobId) -> None:
        """The backend's side: a job is no longer painted."""
        self._arrivals.pop(job_id, None)


class FakeBackend:
    """Paints up to `rows` requests at a time, and `lane` short ones beside them, `step_s` seconds a step.

    Without `can_cancel` it claims to be a service that cannot be interrupted.
    """

    def __init__(
        self,
        name: str = "fake",
        *,
        rows: int = 1,
        lane: int = 0,
        step_s: float = 0.0,
        control: FakeControl | None = None,
        can_cancel: bool = True,
    ) -> None:
        self.name = name
        self.control = control or FakeControl()
        self.most_at_once = 0
        """The most requests that it has ever painted at a time."""
        self._rows = rows
        self._lane = lane
        self._can_cancel = can_cancel
        self._step_s = step_s
        self._painting: dict[JobId, Request] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._killed = asyncio.Event()
        self._stopped = False

    def offers(self, checkpoint: str = "") -> Capabilities:
        if checkpoint not in {"", *CHECKPOINTS}:
            raise UnknownCheckpoint(checkpoint, ", ".join(CHECKPOINTS))
        return Capabilities(
            tasks=frozenset({"text2image", "image2image", "inpaint", "outpaint", "blend"}),
            checkpoint=checkpoint or CHECKPOINTS[0],
            native_px=NATIVE_PX,
            max_pixels=4 * NATIVE_PX * NATIVE_PX,
            schedulers=get_args(SchedulerName),
            scheduler="euler",
            num_inference_steps=4,
            guidance_scale=5.0,
            strength=0.6,
            can_cancel=self._can_cancel,
            reports_steps=True,
            finds_by_words=True,
            checkpoints=CHECKPOINTS,
            loras=LORAS,
            controls=get_args(ControlKind),
        )

    def room(self, request: Request) -> bool:
        if self._stopped:
            return False
        short = sum(is_short(one) for one in self._painting.values())
        return len(self._painting) < self._rows or (is_short(request) and short < self._lane)

    async def paint(
        self, job_id: JobId, request: Request, pictures: Mapping[Hash, bytes]
    ) -> AsyncGenerator[Progress | Done, None]:
        if self._stopped:
            raise EngineDied
        self._painting[job_id] = request
        self.most_at_once = max(self.most_at_once, len(self._painting))
        self._idle.clear()
        try:
            started = time.perf_counter()
            steps = max(steps_run(request), 1)
            colours = [_colour(request, request.seed + index, pictures) for index in range(request.count)]
            for step in range(1, steps + 1):
                await self._step(job_id, step)
                preview = _preview(colours[0]) if step % 2 == 0 else None
                yield Progress(job_id, step, steps, preview)
            paintings = await asyncio.to_thread(_paintings, colours, request, pictures)
            yield Done(job_id, paintings, time.perf_counter() - started, self.name)
        finally:
            self._painting.pop(job_id, None)
            self.control.leave(job_id)
            if not self._painting:
                self._idle.set()

    async def _step(self, job_id: JobId, step: int) -> None:
        """One step of one job, or the end of the engine, whichever comes first."""
        work = asyncio.ensure_future(self._work(job_id, step))
        killed = asyncio.ensure_future(self._killed.wait())
        try:
            await asyncio.wait({work, killed}, return_when=asyncio.FIRST_COMPLETED)
            if killed.done():
                raise EngineDied
            work.result()
        finally:
            work.cancel()
            killed.cancel()

    async def _work(self, job_id: JobId, step: int) -> None:
        await self.control.arrive(job_id, step)
        await asyncio.sleep(self._step_s)

    async def sketch(self, kind: ControlKind, picture: bytes, width: int, height: int) -> bytes:  # noqa: ARG002 - grey will do
        return await asyncio.to_thread(lambda: _file(fitted(picture, width, height).convert("L").convert("RGB"), "PNG"))

    async def start(self) -> None:
        """Begin anew, after `stop` and `kill` too."""
        self._stopped = False
        self._killed.clear()

    async def stop(self) -> None:
        self._stopped = True
        await self._idle.wait()

    async def kill(self) -> None:
        self._stopped = True
        self._killed.set()


def _paintings(colours: Sequence[Colour], request: Request, pictures: Mapping[Hash, bytes]) -> tuple[bytes, ...]:
    ground = _ground(request, pictures)
    flats = (Image.new("RGB", (request.width, request.height), colour) for colour in colours)
    return tuple(_file(flat if ground is None else ground.under(flat), "PNG") for flat in flats)


def _preview(colour: Colour) -> bytes:
    return _file(Image.new("RGB", (PREVIEW_PX, PREVIEW_PX), colour), "JPEG")


def _ground(request: Request, pictures: Mapping[Hash, bytes]) -> Ground | None:
    """What stays of a picture; None where nothing does. What is named by words is found in the middle."""
    width, height = request.width, request.height
    match request:
        case Inpaint():
            mask = _middle(width, height) if request.mask is None else mask_of(pictures[request.mask], width, height)
            return within(fitted(pictures[request.image], width, height), mask)
        case Outpaint():
            return around(pictures[request.image], request.canvas)
    return None


def _middle(width: int, height: int) -> Image.Image:
    mask = Image.new("L", (width, height))
    mask.paste(255, (width // 4, height // 4, width * 3 // 4, height * 3 // 4))
    return mask


def _file(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def _colour(request: Request, seed: int, pictures: Mapping[Hash, bytes]) -> Colour:
    """A colour for all that a picture depends on; over photos, `strength` of the way from their own."""
    words = REQUEST.dump_json(request, exclude={"seed", "count", "image", "images", "strength"})
    red, green, blue = hashlib.sha256(words + str(seed).encode()).digest()[:3]
    if not isinstance(request, Image2Image | Blend):
        return red, green, blue
    sources = request.images if isinstance(request, Blend) else (request.image,)
    photo = _mean([pictures[name] for name in sources], request.weights if isinstance(request, Blend) else (1.0,))
    painted = Image.new("RGB", (1, 1), (red, green, blue))
    r, g, b = Image.blend(photo, painted, request.strength).tobytes()
    return r, g, b


def _mean(photos: Sequence[bytes], weights: Sequence[float]) -> Image.Image:
    """One pixel of all of them."""
    mean, weighed = Image.new("RGB", (1, 1)), 0.0
    for photo, weight in zip(photos, weights, strict=True):
        weighed += weight
        pixel = fitted(photo, 1, 1)
        mean = Image.blend(mean, pixel, weight / weighed)
    return mean
