"""What a painting will look like, guessed in the middle of it."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from bot.engine.latents import Vae, decode, pixels_of
from bot.engine.pixels import Pixels
from bot.engine.tick import Step

PREVIEWS = 4
"""At most so many a job."""
_STEPS_APART = 6
"""At least: a preview of a small checkpoint takes a third of a step."""
_LEAST_SIGNAL = 1e-4  # of a checkpoint trained down to pure noise
_SIDE = 32  # latents, 256 pixels: decoding these costs a twentieth of a step at SDXL's own size


def shown_at(steps: int) -> frozenset[int]:
    """The steps of a job after which a preview is worth its time, evenly apart; never the last one."""
    shown = min(max(steps // _STEPS_APART, 1), PREVIEWS)
    return frozenset(round(steps * part / (shown + 1)) for part in range(1, shown + 1)) - {0, steps}


@torch.no_grad()
def preview(vae: Vae, step: Step) -> Pixels:
    """The picture that the UNet had in mind at this step, at half its size or less: at most 256 pixels a side."""
    latents = _clean(step)
    shrink = min(0.5, _SIDE / max(latents.shape[-2:]))
    height, width = (max(int(side * shrink), 1) for side in latents.shape[-2:])
    latents = interpolate(latents, size=(height, width), mode="area")
    return pixels_of(decode(vae, latents))


def _clean(step: Step) -> Tensor:
    """Latents without their noise, by what the UNet predicts of either (Salimans & Ho, arXiv:2202.00512)."""
    scheduler = step.scheduler
    share = float(scheduler.alphas_cumprod[round(step.timestep)])
    signal, noise = share**0.5, (1 - share) ** 0.5
    match scheduler.config.prediction_type:
        case "v_prediction":
            clean: Tensor = signal * step.model_input - noise * step.prediction
        case "sample":
            clean = step.prediction
        case _:
            clean = (step.model_input - noise * step.prediction) / max(signal, _LEAST_SIGNAL)
    return clean
