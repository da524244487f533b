"""Between pixels and latents: a checkpoint's VAE, as the stock pipelines use it. For the device's thread only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias, cast

import numpy as np
import torch
from diffusers import AutoencoderKL, AutoencoderTiny
from PIL import Image
from torch import Tensor

from bot.engine.pixels import Pixels
from bot.errors import PaintFailed

Vae: TypeAlias = "AutoencoderKL | AutoencoderTiny"


@torch.no_grad()
def encode(vae: Vae, picture: Image.Image, generator: torch.Generator) -> Tensor:
    """[1, 4, height / 8, width / 8] in the VAE's dtype, of an RGB picture whose sides are multiples of 8.

    Draws from `generator` where the VAE gives a distribution, before whatever else is drawn.
    """
    return encoded(vae, values_of(picture), generator)


def values_of(picture: Image.Image) -> Tensor:
    """[1, 3, height, width] in -1..1, on the CPU, of an RGB picture."""
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 255 * 2 - 1


@torch.no_grad()
def encoded(vae: Vae, values: Tensor, generator: torch.Generator) -> Tensor:
    """As `encode`, of [1, 3, height, width] in -1..1."""
    dtype = vae.dtype
    with _precise(vae):
        found = vae.encode(values.to(vae.device, vae.dtype))
    drawn = found.latent_dist.sample(generator) if hasattr(found, "latent_dist") else found.latents
    mean, std = _statistics(vae, drawn)
    return cast("Tensor", ((drawn.to(dtype) - mean) * vae.config.scaling_factor / std).to(dtype))


@torch.no_grad()
def decode(vae: Vae, latents: Tensor) -> Tensor:
    """[1, 3, height * 8, width * 8] in 0-1."""
    mean, std = _statistics(vae, latents)
    with _precise(vae):
        values = vae.decode((latents * std / vae.config.scaling_factor + mean).to(vae.dtype), return_dict=False)[0]
    return cast("Tensor", (values / 2 + 0.5).clamp(0, 1))


def pixels_of(images: Tensor) -> Pixels:
    """`images`: [1, 3, height, width] in 0-1; waits for the device. Raises PaintFailed where they are no numbers."""
    array = (images[0].permute(1, 2, 0).float() * 255).round().cpu()
    if not torch.isfinite(array).all():
        raise PaintFailed("the checkpoint painted NaN")
    return cast("np.ndarray[Any, np.dtype[np.uint8]]", array.to(torch.uint8).numpy())


def _statistics(vae: Vae, like: Tensor) -> tuple[Tensor | float, Tensor | float]:
    """Mean and standard deviation a channel, where a VAE tells them."""
    mean, std = getattr(vae.config, "latents_mean", None), getattr(vae.config, "latents_std", None)
    if mean is None or std is None:
        return 0.0, 1.0
    return tuple(torch.tensor(values).view(1, -1, 1, 1).to(like) for values in (mean, std))  # type: ignore[return-value]


@contextmanager
def _precise(vae: Vae) -> Iterator[None]:
    """SDXL's own VAE overflows in fp16: it works in fp32 for a moment, as in the stock pipelines."""
    if vae.dtype != torch.float16 or not vae.config.force_upcast:
        yield
        return
    vae.to(torch.float32)
    try:
        yield
    finally:
        vae.to(torch.float16)
