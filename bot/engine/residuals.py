"""What ControlNets add to a tick, for all its rows at once. For the device's thread only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

_CHANNELS = 4  # of the latents: what inpainting UNets are given besides is nothing to a ControlNet


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """A ControlNet on the device; `mode` is what a union model is to follow, None for one of a single kind."""

    model: Any
    mode: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Hint:
    """What a ControlNet is shown: `image` [1, 3, height * 8, width * 8] in 0-1, on the device. `scale` 0-2."""

    image: Tensor
    scale: float
    net: Net


Residuals = tuple[list[Tensor], Tensor]
"""For the UNet's down blocks, and for its middle: each [rows, …]."""


def residuals(
    latents: Tensor, times: Tensor, prompt: Tensor, added: dict[str, Tensor], hints: Sequence[Sequence[Hint]]
) -> Residuals:
    """Of rows as the UNet is given them; `hints` are each row's own, of the same nets in the same order."""
    models = {id(hint.net.model): hint.net.model for hint in hints[0]}
    parts = [
        _of(model, latents[:, :_CHANNELS], times, prompt, added, [_with(model, row) for row in hints])
        for model in models.values()
    ]
    downs = [
        torch.stack(same).sum(0) if len(same) > 1 else same[0] for same in zip(*(d for d, _ in parts), strict=True)
    ]
    return downs, sum((middle for _, middle in parts[1:]), start=parts[0][1])


def _with(model: Any, hints: Sequence[Hint]) -> list[Hint]:
    return [hint for hint in hints if hint.net.model is model]


def _of(
    model: Any, latents: Tensor, times: Tensor, prompt: Tensor, added: dict[str, Tensor], hints: Sequence[list[Hint]]
) -> Residuals:
    images = [torch.cat([row[place].image for row in hints]) for place in range(len(hints[0]))]
    scales = [hint.scale for hint in hints[0]]
    shared = {"encoder_hidden_states": prompt, "added_cond_kwargs": added, "return_dict": False}
    modes = [hint.net.mode for hint in hints[0]]
    if modes[0] is None:
        downs, middle = model(latents, times, controlnet_cond=images[0], conditioning_scale=1.0, **shared)
    else:
        kinds = torch.zeros(model.config.num_control_type, device=latents.device, dtype=latents.dtype)
        kinds[modes] = 1
        downs, middle = model(
            latents,
            times,
            controlnet_cond=images,
            control_type=kinds.expand(len(latents), -1),
            control_type_idx=modes,
            conditioning_scale=[1.0] if len(modes) == 1 else scales,
            **shared,
        )
    if len(modes) > 1:
        return list(downs), middle
    scale = torch.tensor([row[0].scale for row in hints], device=latents.device, dtype=latents.dtype).view(-1, 1, 1, 1)
    return [down * scale for down in downs], middle * scale
