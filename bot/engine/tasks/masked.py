"""What inpaint and outpaint share: some of a picture is painted, the rest is held as it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import torch
from diffusers import AutoencoderKL
from PIL import Image
from torch import Tensor
from torch.nn.functional import interpolate

from bot.engine.checkpoints import Checkpoint
from bot.engine.latents import encoded, values_of
from bot.engine.pixels import Pixels
from bot.engine.samples import Keep, Sample, course, sample
from bot.images.ground import Ground
from bot.requests import Painting

_LATENTS = 4  # channels


def images_of(ground: Ground) -> tuple[Image.Image, ...]:
    """A ground as a task hands it from the desk's thread to the device's."""
    return ground.picture, ground.mask, ground.cover


def ground_of(images: Sequence[Image.Image]) -> Ground:
    picture, mask, cover = images
    return Ground(picture, mask, cover)


def begin(
    checkpoint: Checkpoint, request: Painting, ground: Ground, seed: int, strength: float, *, fading: bool = False
) -> Sample:
    """A sample that paints where the mask is; at strength 1 from noise alone, else over what is there.

    A UNet of 4 channels is held to the rest after every step; one of 9 is shown it and holds to it itself. What is
    drawn from the generator, and when, is as in the stock pipeline. `fading` is not its way: it begins with a hint
    of what is there even at strength 1, and is held by degrees where the cover fades, so that no seam is seen.
    """
    texts = checkpoint.texts(request)
    way = course(request.scheduler, request.num_inference_steps, checkpoint.scheduler_config, seed, strength)
    picture, mask = values_of(ground.picture), _share(ground.mask)
    over, held = strength < 1 or fading, not takes_mask(checkpoint)
    original = encoded(checkpoint.vae, picture, way.generator) if over or held else None
    noise = way.noise(texts.prompt.new_empty(1, _LATENTS, request.height // 8, request.width // 8))
    pure = noise * way.scheduler.init_noise_sigma
    begun = sample(request, way, way.noised(original, noise) if original is not None and over else pure, texts)
    if original is not None and held:
        begun.keep = Keep(_faded(ground.cover, noise) if fading else _small(mask, noise), original, noise)
        if isinstance(checkpoint.vae, AutoencoderKL):
            way.noise(noise)  # the stock pipeline encodes the masked picture here too, and does not use it
    else:
        hidden = encoded(checkpoint.vae, picture * (1 - mask), way.generator)
        begun.extra = torch.cat([_small(mask, noise), hidden.to(noise)], dim=1)
    begun.finish = partial(_put_back, ground)
    return begun


def takes_mask(checkpoint: Checkpoint) -> bool:
    """Whether its UNet was made for inpainting: behind the latents it sees the mask and the latents of the rest."""
    return int(checkpoint.unet.config.in_channels) > _LATENTS


def blank(checkpoint: Checkpoint, latents: Tensor) -> Tensor:
    """What a UNet made for inpainting sees where nothing is to be kept: [1, 5, height, width]."""
    height, width = (8 * side for side in latents.shape[-2:])
    grey = torch.zeros(1, 3, height, width)
    hidden = encoded(checkpoint.vae, grey, torch.Generator("cpu").manual_seed(0))
    return torch.cat([torch.ones_like(latents[:, :1]), hidden.to(latents)], dim=1)


def _share(image: Image.Image) -> Tensor:
    """[1, 1, height, width], 0-1."""
    return torch.from_numpy(np.array(image)).float()[None, None] / 255


def _small(mask: Tensor, like: Tensor) -> Tensor:
    """[1, 1, height / 8, width / 8], of every latent's first pixel, as in the stock pipeline."""
    return interpolate(mask, size=like.shape[-2:]).to(like)


def _faded(cover: Image.Image, like: Tensor) -> Tensor:
    """[1, 1, height / 8, width / 8], of all of a latent's pixels."""
    return interpolate(_share(cover), size=like.shape[-2:], mode="area").to(like)


def _put_back(ground: Ground, pixels: Pixels) -> Pixels:
    return np.asarray(ground.under(Image.fromarray(pixels)))
