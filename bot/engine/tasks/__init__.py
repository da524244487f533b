"""The painting tasks: each one file, with what is done for it before the first step. The steps are the same for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from bot.engine.checkpoints import Checkpoint
from bot.engine.latents import decode, pixels_of
from bot.engine.pixels import Pixels, fitted
from bot.engine.samples import Sample
from bot.engine.tasks import blend, image2image, inpaint, masked, outpaint, text2image
from bot.engine.tick import Step, tick
from bot.errors import PaintFailed
from bot.requests import Hash, Request, sources_of

Watch = Callable[[Step], None]
"""Called after every step on the device's thread; what it raises ends the painting at once."""


def all_fitted(request: Any, pictures: Mapping[Hash, bytes]) -> tuple[Image.Image, ...]:
    """Every picture that a task needs, cropped to the request's size."""
    return tuple(fitted(pictures[name], request.width, request.height) for name in sources_of(request))


@dataclass(frozen=True, slots=True)
class Task:
    """`read` runs on the desk's thread, `begin` on the device's, once for each picture: (…, images, seed) -> Sample."""

    begin: Callable[[Checkpoint, Any, Sequence[Image.Image], int], Sample]
    read: Callable[[Any, Mapping[Hash, bytes]], tuple[Image.Image, ...]] = all_fitted


TASKS: Mapping[str, Task] = {
    "text2image": Task(text2image.begin),
    "image2image": Task(image2image.begin),
    "inpaint": Task(inpaint.begin, inpaint.read),
    "outpaint": Task(outpaint.begin, outpaint.read),
    "blend": Task(blend.begin, blend.read),
}


def read(request: Request, pictures: Mapping[Hash, bytes]) -> tuple[Image.Image, ...]:
    """The pictures of a request as its task wants them. On the desk's thread. Raises what Pillow raises."""
    return _task(request).read(request, pictures)


def begin(checkpoint: Checkpoint, request: Request, images: Sequence[Image.Image], seed: int) -> Sample:
    """A sample before its first step. On the device's thread; the checkpoint must hold the request's weights."""
    sample = _task(request).begin(checkpoint, request, images, seed)
    if sample.extra is None and masked.takes_mask(checkpoint):
        sample.extra = masked.blank(checkpoint, sample.latents)
    return sample


def paint(checkpoint: Checkpoint, request: Request, images: Sequence[Image.Image], seed: int, watch: Watch) -> Pixels:
    """One picture alone, from its first step to its pixels. Raises PaintFailed, and what `watch` and torch raise."""
    sample = begin(checkpoint, request, images, seed)
    while not sample.done:
        (step,) = tick(checkpoint, [sample])
        watch(step)
    return sample.finish(pixels_of(decode(checkpoint.vae, sample.latents)))


def _task(request: Request) -> Task:
    task = TASKS.get(request.task)
    if task is None:
        raise PaintFailed(f"no such task here: {request.task}")
    return task
