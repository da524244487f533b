"""A loaded checkpoint that paints many prompts, one seed each, the same in every measurement."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import (
    ControlNetModel,
    StableDiffusionXLControlNetPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLPipeline,
)
from PIL import Image
from torch import Tensor

from tools.starter.vae import tensor_of

STEPS, GUIDANCE = 20, 3.0
BATCH = 16


@dataclass(frozen=True, slots=True)
class Easel:
    """Pictures are 128 × 128. Batches are of BATCH."""

    pipeline: StableDiffusionXLPipeline

    @classmethod
    def load(cls, folder: Path, device: str) -> "Easel":
        pipeline = StableDiffusionXLPipeline.from_pretrained(folder, dtype=torch.float32, add_watermarker=False)
        pipeline.set_progress_bar_config(disable=True)
        return cls(pipeline.to(device))

    def paint(
        self, prompts: Sequence[str], negative: str | None = None, steps: int = STEPS, guidance: float = GUIDANCE,
        seconds: Sequence[str] | None = None,
    ) -> list[Image.Image]:  # fmt: skip
        """`seconds` are for the second encoder, where it reads something else."""
        painted: list[Image.Image] = []
        for start in range(0, len(prompts), BATCH):
            some = list(prompts[start : start + BATCH])
            painted += self.pipeline(
                some, prompt_2=list((seconds or prompts)[start : start + BATCH]),
                negative_prompt=[negative] * len(some) if negative else None, num_inference_steps=steps,
                guidance_scale=guidance, generator=seeds(start, len(some)), height=128, width=128,
            ).images  # fmt: skip
        return painted

    def paint_weighted(self, prompts: Sequence[str]) -> list[Image.Image]:
        """Prompts in compel's syntax, `(night)1.4`, one after the other."""
        from compel import CompelForSDXL  # noqa: PLC0415  a second of imports for one measurement

        painted: list[Image.Image] = []
        compel = CompelForSDXL(self.pipeline)
        for index, prompt in enumerate(prompts):
            said = compel(prompt, negative_prompt="")
            painted += self.pipeline(
                prompt_embeds=said.embeds, pooled_prompt_embeds=said.pooled_embeds,
                negative_prompt_embeds=said.negative_embeds, negative_pooled_prompt_embeds=said.negative_pooled_embeds,
                num_inference_steps=STEPS, guidance_scale=GUIDANCE, generator=seeds(index, 1), height=128, width=128,
            ).images  # fmt: skip
        return painted

    def repaint(self, pictures: Sequence[Image.Image], prompts: Sequence[str], strength: float) -> list[Image.Image]:
        again = StableDiffusionXLImg2ImgPipeline(**self.pipeline.components, add_watermarker=False)
        again.set_progress_bar_config(disable=True)
        return again(
            list(prompts), image=list(pictures), strength=strength, num_inference_steps=STEPS, guidance_scale=GUIDANCE,
            generator=seeds(0, len(prompts)),
        ).images  # fmt: skip

    def paint_along(self, hints: Sequence[Image.Image], prompts: Sequence[str], controlnet: Path) -> list[Image.Image]:
        net = ControlNetModel.from_pretrained(controlnet, dtype=torch.float32).to(self.pipeline.device)
        along = StableDiffusionXLControlNetPipeline(**self.pipeline.components, controlnet=net, add_watermarker=False)
        along.set_progress_bar_config(disable=True)
        return along(
            list(prompts), image=list(hints), num_inference_steps=STEPS, guidance_scale=GUIDANCE,
            generator=seeds(0, len(prompts)), height=128, width=128,
        ).images  # fmt: skip


def seeds(start: int, count: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(7000 + start + i) for i in range(count)]


def as_tensor(pictures: Sequence[Image.Image]) -> Tensor:
    """float32 [n, 3, 128, 128] in −1…1."""
    return tensor_of(np.stack([np.asarray(picture.convert("RGB").resize((128, 128))) for picture in pictures]))
