"""diffusers' own pipelines, called as its documentation does: what our final latents are held against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import torch
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLPipeline,
    TCDScheduler,
    UniPCMultistepScheduler,
)
from PIL import Image
from torch import Tensor

from bot.requests import Image2Image, Request, SchedulerName

CLOSE = 1e-4
"""How far final latents may be apart: CPU, fp32."""

SCHEDULERS: dict[SchedulerName, Callable[[Any], Any]] = {
    "euler": EulerDiscreteScheduler.from_config,
    "euler_trailing": lambda config: EulerDiscreteScheduler.from_config(config, timestep_spacing="trailing"),
    "euler_a": EulerAncestralDiscreteScheduler.from_config,
    "dpm++_2m_karras": lambda config: DPMSolverMultistepScheduler.from_config(config, use_karras_sigmas=True),
    "dpm++_2m_sde": lambda config: DPMSolverMultistepScheduler.from_config(config, algorithm_type="sde-dpmsolver++"),
    "unipc": UniPCMultistepScheduler.from_config,
    "ddim": lambda config: DDIMScheduler.from_config(config, clip_sample=False, set_alpha_to_one=False),
    "lcm": LCMScheduler.from_config,
    "tcd": TCDScheduler.from_config,
}
"""As diffusers' documentation sets them up for these names."""


def theirs(pipeline: StableDiffusionXLPipeline, request: Request, sources: Sequence[Image.Image]) -> Tensor:
    """Final latents."""
    parts = {**pipeline.components, "scheduler": SCHEDULERS[request.scheduler](pipeline.scheduler.config)}
    texts = {
        "prompt": request.prompt,
        "prompt_2": request.prompt_2,
        "negative_prompt": request.negative_prompt,
        "num_inference_steps": request.num_inference_steps,
        "guidance_scale": request.guidance_scale,
        "generator": torch.Generator().manual_seed(request.seed),
        "output_type": "latent",
    }
    if isinstance(request, Image2Image):
        over = StableDiffusionXLImg2ImgPipeline(**parts, add_watermarker=False)
        over.set_progress_bar_config(disable=True)
        return cast("Tensor", over(**texts, image=sources[0], strength=request.strength).images)
    alone = StableDiffusionXLPipeline(**parts, add_watermarker=False)
    alone.set_progress_bar_config(disable=True)
    return cast("Tensor", alone(**texts, width=request.width, height=request.height).images)


def apart(one: Tensor, other: Tensor) -> float:
    return float((one - other).abs().max())
