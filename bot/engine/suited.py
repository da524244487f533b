"""A request made for one checkpoint, as another one would be asked. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.backend import Capabilities
from bot.requests import Image2Image, Request
from bot.sizes import size_for


def suited(request: Request, offers: Capabilities) -> Request:
    """The same words, seed and photo; where the checkpoint is another, what suits that one.

    A number that suited the old checkpoint may be nonsense for the new one: 128 pixels, 4 steps without guidance.
    """
    if request.checkpoint == offers.checkpoint:
        return request
    width, height = size_for(request.width / request.height, offers.native_px)
    request = replace(
        request,
        checkpoint=offers.checkpoint,
        width=width,
        height=height,
        num_inference_steps=offers.num_inference_steps,
        guidance_scale=offers.guidance_scale,
        scheduler=offers.scheduler,
    )
    return replace(request, strength=offers.strength) if isinstance(request, Image2Image) else request
