"""The painting tasks: each one function over the shared weights, here by diffusers' own pipelines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, cast

import numpy as np
import torch
from diffusers import StableDiffusionXLImg2ImgPipeline, StableDiffusionXLPipeline
from PIL import Image
from torch import Tensor

from bot.engine.checkpoints import Checkpoint
from bot.engine.pixels import Pixels
from bot.engine.schedulers import scheduler_for
from bot.errors import PaintFailed
from bot.requests import Image2Image, Request, Text2Image

Pipeline: TypeAlias = "StableDiffusionXLPipeline | StableDiffusionXLImg2ImgPipeline"


@dataclass(frozen=True, slots=True)
class Step:
    """A denoising step that has been done, counted from 1. All tensors [1, 4, height / 8, width / 8], on the device.

    `latents` is what the step left, `model_input` what the UNet saw before it (at unit variance) and `prediction`
    what it said, with guidance.
    """

    number: int
    timestep: float
    latents: Tensor
    model_input: Tensor
    prediction: Tensor
    pipeline: Pipeline


Watch = Callable[[Step], None]
"""Called after every step on the device's thread; what it raises ends the painting at once."""

_WATCHED = ("latents", "latent_model_input", "noise_pred")


def text2image(
    checkpoint: Checkpoint, request: Text2Image, sources: Sequence[Image.Image], seed: int, watch: Watch
) -> Pixels:
    """Needs no sources."""
    assert not sources  # noqa: S101 - a bug of the caller
    sized = partial(checkpoint.text2image, width=request.width, height=request.height)
    return _paint(checkpoint, checkpoint.text2image, sized, request, seed, watch)


def image2image(
    checkpoint: Checkpoint, request: Image2Image, sources: Sequence[Image.Image], seed: int, watch: Watch
) -> Pixels:
    """One source, of the request's size. However small the strength, one step is run."""
    (source,) = sources
    least = (1 + 1e-6) / request.num_inference_steps  # the pipeline rounds steps x strength down
    strength = min(max(request.strength, least), 1.0)
    over = partial(checkpoint.image2image, image=source, strength=strength)
    return _paint(checkpoint, checkpoint.image2image, over, request, seed, watch)


def paint(checkpoint: Checkpoint, request: Request, sources: Sequence[Image.Image], seed: int, watch: Watch) -> Pixels:
    """One picture of a request. Raises PaintFailed, and what `watch` and torch raise."""
    match request:
        case Text2Image():
            return text2image(checkpoint, request, sources, seed, watch)
        case Image2Image():
            return image2image(checkpoint, request, sources, seed, watch)
        case _:
            raise PaintFailed(f"no such task here: {request.task}")


def _paint(
    checkpoint: Checkpoint, pipeline: Pipeline, call: Callable[..., Any], request: Request, seed: int, watch: Watch
) -> Pixels:
    texts = checkpoint.encoder.encode(request.prompt, request.prompt_2, request.negative_prompt)
    pipeline.scheduler = scheduler_for(request.scheduler, request.num_inference_steps, checkpoint.scheduler_config)
    pipeline._callback_tensor_inputs = list(_WATCHED)  # noqa: SLF001 - the loop has them, and hides them by this list
    images = call(
        prompt_embeds=texts.prompt,
        negative_prompt_embeds=texts.negative,
        pooled_prompt_embeds=texts.pooled,
        negative_pooled_prompt_embeds=texts.negative_pooled,
        num_inference_steps=request.num_inference_steps,
        guidance_scale=request.guidance_scale,
        generator=torch.Generator("cpu").manual_seed(seed),  # the same noise on every device
        output_type="pt",
        callback_on_step_end=partial(_tell, watch),
        callback_on_step_end_tensor_inputs=list(_WATCHED),
    ).images
    return pixels_of(images)


def _tell(
    watch: Watch, pipeline: Pipeline, index: int, timestep: Tensor, tensors: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    latents, model_input, prediction = (tensors[name] for name in _WATCHED)
    watch(Step(index + 1, float(timestep), latents, model_input[-1:], prediction, pipeline))
    return {}


def pixels_of(images: Tensor) -> Pixels:
    """`images`: [1, 3, height, width] in 0-1. Raises PaintFailed where they are no numbers."""
    if not torch.isfinite(images).all():
        raise PaintFailed("the checkpoint painted NaN")
    array = (images[0].permute(1, 2, 0).float() * 255).round().to("cpu", torch.uint8).numpy()
    return cast("np.ndarray[Any, np.dtype[np.uint8]]", array)
