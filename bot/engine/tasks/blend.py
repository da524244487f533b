"""From several pictures, mixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from PIL import Image
from torch import Tensor

from bot.engine.checkpoints import Checkpoint
from bot.engine.latents import encode
from bot.engine.samples import Sample, course, sample
from bot.images.ground import fitted
from bot.requests import Blend, Hash

_STRAIGHT = 1e-3  # radians between two latents, below which the arc is as good as its chord


def read(request: Blend, pictures: Mapping[Hash, bytes]) -> tuple[Image.Image, ...]:
    """On the desk's thread. One for each weight: a picture may be there twice."""
    return tuple(fitted(pictures[name], request.width, request.height) for name in request.images)


def begin(checkpoint: Checkpoint, request: Blend, images: Sequence[Image.Image], seed: int) -> Sample:
    """However small the strength, one step is run."""
    texts = checkpoint.texts(request)
    way = course(request.scheduler, request.num_inference_steps, checkpoint.scheduler_config, seed, request.strength)
    latents = mixed([encode(checkpoint.vae, image, way.generator) for image in images], request.weights)
    return sample(request, way, way.noised(latents, way.noise(latents)), texts)


def mixed(latents: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
    """All of one shape, each by its positive weight."""
    mix, weighed = latents[0], weights[0]
    for other, weight in zip(latents[1:], weights[1:], strict=True):
        weighed += weight
        mix = slerp(mix, other, weight / weighed)
    return mix


def slerp(one: Tensor, other: Tensor, share: float) -> Tensor:
    """On the arc from `one` to `other` (Shoemake 1985): a straight mean would lose contrast. Of any dtype, in fp32."""
    a, b = one.float(), other.float()
    cosine = (a * b).sum() / (a.norm() * b.norm()).clamp(min=1e-12)
    angle = torch.acos(cosine.clamp(-1, 1))
    if angle < _STRAIGHT or torch.pi - angle < _STRAIGHT:
        return torch.lerp(a, b, share).to(one.dtype)
    arc = (torch.sin((1 - share) * angle) * a + torch.sin(share * angle) * b) / torch.sin(angle)
    return arc.to(one.dtype)
