"""diffusers' own pipelines, called as its documentation does: what our final latents are held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import torch
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
    StableDiffusionXLControlNetImg2ImgPipeline,
    StableDiffusionXLControlNetInpaintPipeline,
    StableDiffusionXLControlNetPipeline,
    StableDiffusionXLControlNetUnionImg2ImgPipeline,
    StableDiffusionXLControlNetUnionInpaintPipeline,
    StableDiffusionXLControlNetUnionPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLInpaintPipeline,
    StableDiffusionXLPipeline,
    TCDScheduler,
    UniPCMultistepScheduler,
)
from PIL import Image
from torch import Tensor

from bot.requests import Image2Image, Inpaint, Request, SchedulerName

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

_PIPELINES: Mapping[tuple[str, Literal["alone", "net", "union"]], Any] = {
    ("text2image", "alone"): StableDiffusionXLPipeline,
    ("text2image", "net"): StableDiffusionXLControlNetPipeline,
    ("text2image", "union"): StableDiffusionXLControlNetUnionPipeline,
    ("image2image", "alone"): StableDiffusionXLImg2ImgPipeline,
    ("image2image", "net"): StableDiffusionXLControlNetImg2ImgPipeline,
    ("image2image", "union"): StableDiffusionXLControlNetUnionImg2ImgPipeline,
    ("inpaint", "alone"): StableDiffusionXLInpaintPipeline,
    ("inpaint", "net"): StableDiffusionXLControlNetInpaintPipeline,
    ("inpaint", "union"): StableDiffusionXLControlNetUnionInpaintPipeline,
}
"""Every task that has one, without ControlNets, with them, with a union model."""


@dataclass(frozen=True, slots=True)
class Following:
    """A ControlNet, several (MultiControlNetModel) or a union model; a picture and a scale for each thing followed."""

    net: Any
    pictures: tuple[Image.Image, ...]
    scales: tuple[float, ...]
    modes: tuple[int, ...] = ()
    """What a union model follows; none for others."""

    @property
    def several(self) -> bool:
        return bool(self.modes) or len(self.pictures) > 1


def theirs(
    pipeline: StableDiffusionXLPipeline,
    request: Request,
    image: Image.Image | None = None,
    mask: Image.Image | None = None,
    following: Following | None = None,
) -> Tensor:
    """Final latents, with the components of `pipeline`. `image` and `mask` are of the request's size."""
    parts: dict[str, Any] = {
        **pipeline.components,
        "scheduler": SCHEDULERS[request.scheduler](pipeline.scheduler.config),
    }
    given = {
        "prompt": request.prompt,
        "prompt_2": request.prompt_2,
        "negative_prompt": request.negative_prompt,
        "num_inference_steps": request.num_inference_steps,
        "guidance_scale": request.guidance_scale,
        "generator": torch.Generator().manual_seed(request.seed),
        "output_type": "latent",
        **_of_the_task(request, image, mask),
    }
    if following is not None:
        parts["controlnet"] = following.net
        given |= _followed(request, following)
    kind: Literal["alone", "net", "union"] = "net" if following else "alone"
    paint = _PIPELINES[request.task, "union" if following and following.modes else kind](**parts, add_watermarker=False)
    paint.set_progress_bar_config(disable=True)
    return cast("Tensor", paint(**given).images)


def _of_the_task(request: Request, image: Image.Image | None, mask: Image.Image | None) -> dict[str, Any]:
    match request:
        case Image2Image():
            return {"image": image, "strength": request.strength}
        case Inpaint():
            size = {"width": request.width, "height": request.height}
            return {"image": image, "mask_image": mask, "strength": request.strength, **size}
        case _:
            return {"width": request.width, "height": request.height}


def _followed(request: Request, following: Following) -> dict[str, Any]:
    shown: Any = list(following.pictures) if following.several else following.pictures[0]
    scales: Any = list(following.scales) if following.several else following.scales[0]
    name = "image" if request.task == "text2image" and not following.modes else "control_image"
    modes = {"control_mode": list(following.modes)} if following.modes else {}
    return {name: shown, "controlnet_conditioning_scale": scales, **modes}


def apart(one: Tensor, other: Tensor) -> float:
    return float((one - other).abs().max())
