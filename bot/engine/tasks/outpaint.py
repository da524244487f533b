"""Around a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PIL import Image

from bot.engine.checkpoints import Checkpoint
from bot.engine.samples import Sample
from bot.engine.tasks import masked
from bot.images.ground import around
from bot.requests import Hash, Outpaint


def read(request: Outpaint, pictures: Mapping[Hash, bytes]) -> tuple[Image.Image, ...]:
    """On the desk's thread."""
    return masked.images_of(around(pictures[request.image], request.canvas))


def begin(checkpoint: Checkpoint, request: Outpaint, images: Sequence[Image.Image], seed: int) -> Sample:
    return masked.begin(checkpoint, request, masked.ground_of(images), seed, 1.0, fading=True)
