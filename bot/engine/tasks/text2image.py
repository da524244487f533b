"""From words alone."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from bot.engine.checkpoints import Checkpoint
from bot.engine.samples import Sample, course, sample
from bot.requests import Text2Image


def begin(checkpoint: Checkpoint, request: Text2Image, _images: Sequence[Image.Image], seed: int) -> Sample:
    texts = checkpoint.texts(request)
    way = course(request.scheduler, request.num_inference_steps, checkpoint.scheduler_config, seed)
    noise = way.noise(texts.prompt.new_empty(1, 4, request.height // 8, request.width // 8))
    return sample(request, way, noise * way.scheduler.init_noise_sigma, texts)
