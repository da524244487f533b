"""The pipeline as its documentation shows it."""

from __future__ import annotations

import time

import torch

from bot.engine.checkpoints import load
from bot.engine.schedulers import scheduler_for
from bot.requests import Request


class Stock:
    """Paints text to image, one after another."""

    def __init__(self, checkpoint: str, device: torch.device) -> None:
        loaded = load(checkpoint, device)
        self._pipeline = loaded.pipeline
        self._pipeline.vae.to(memory_format=torch.contiguous_format)  # as diffusers leaves it
        self._pipeline.set_progress_bar_config(disable=True)
        self._config = loaded.scheduler_config

    def timed(self, request: Request) -> float:
        """Seconds for one picture, as a PIL image."""
        began = time.perf_counter()
        self._pipeline.scheduler = scheduler_for(request.scheduler, request.num_inference_steps, self._config)
        self._pipeline(
            request.prompt,
            negative_prompt=request.negative_prompt,
            width=request.width,
            height=request.height,
            num_inference_steps=request.num_inference_steps,
            guidance_scale=request.guidance_scale,
            generator=torch.Generator("cpu").manual_seed(request.seed),
        )
        return time.perf_counter() - began
