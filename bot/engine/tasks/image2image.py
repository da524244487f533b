"""Over a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from bot.engine.checkpoints import Checkpoint
from bot.engine.latents import encode
from bot.engine.samples import Sample, course, sample
from bot.requests import Image2Image


def begin(checkpoint: Checkpoint, request: Image2Image, images: Sequence[Image.Image], seed: int) -> Sample:
    """One image, of the request's size. However small the strength, one step is run."""
    (image,) = images
    texts = checkpoint.texts(request)
    way = course(request.scheduler, request.num_inference_steps, checkpoint.scheduler_config, seed, request.strength)
    latents = encode(checkpoint.vae, image, way.generator)
    return sample(request, way, way.noised(latents, way.noise(latents)), texts)
