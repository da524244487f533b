"""In a part of a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PIL import Image

from bot.engine.checkpoints import Checkpoint
from bot.engine.samples import Sample
from bot.engine.tasks import masked
from bot.images.ground import fitted, mask_of, within
from bot.requests import Hash, Inpaint


def read(request: Inpaint, pictures: Mapping[Hash, bytes]) -> tuple[Image.Image, ...]:
    """On the desk's thread. The picture alone where the part is still to be found."""
    picture = fitted(pictures[request.image], request.width, request.height)
    if request.mask is None:
        return (picture,)
    return masked.images_of(within(picture, mask_of(pictures[request.mask], request.width, request.height)))


def begin(checkpoint: Checkpoint, request: Inpaint, images: Sequence[Image.Image], seed: int) -> Sample:
    """However small the strength, one step is run."""
    return masked.begin(checkpoint, request, masked.ground_of(images), seed, request.strength)
