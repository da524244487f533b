"""A request made for one checkpoint, as another one would be asked. Pure."""

from __future__ import annotations

from dataclasses import asdict, replace

from bot.canvas import around, as_it_is
from bot.engine.backend import Backend, Capabilities
from bot.errors import UnknownCheckpoint
from bot.requests import Blend, Image2Image, Inpaint, Outpaint, Request
from bot.sizes import size_for


def offers_for(backend: Backend, request: Request) -> Capabilities:
    """What the backend offers with the request's checkpoint, with its own where it does not have that any more."""
    try:
        return backend.offers(request.checkpoint)
    except UnknownCheckpoint:
        return backend.offers()


def suited(request: Request, offers: Capabilities) -> Request:
    """The same words, seed and photo; where the checkpoint is another, what suits that one.

    A number that suited the old checkpoint may be nonsense for the new one: 128 pixels, 4 steps without guidance.
    """
    if request.checkpoint == offers.checkpoint:
        return request
    request = replace(
        _sized(request, offers),
        checkpoint=offers.checkpoint,
        num_inference_steps=offers.num_inference_steps,
        guidance_scale=offers.guidance_scale,
        scheduler=offers.scheduler,
    )
    return replace(request, strength=offers.strength) if isinstance(request, Image2Image | Blend) else request


def _sized(request: Request, offers: Capabilities) -> Request:
    """At a size of that checkpoint; what a picture is painted in or around keeps its shape."""
    native_px, max_pixels = offers.native_px, offers.max_pixels
    match request:
        case Inpaint():
            width, height = as_it_is((request.width, request.height), native_px, max_pixels)
            return replace(request, width=width, height=height)
        case Outpaint():
            size = as_it_is(request.canvas.inner, native_px, max_pixels)
            return replace(request, **asdict(around(size, request.canvas.growth, native_px, max_pixels)))
        case _:
            width, height = size_for(request.width / request.height, native_px)
            return replace(request, width=width, height=height)
