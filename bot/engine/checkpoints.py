"""Checkpoints: from a hub id, a diffusers folder or a `.safetensors` file to pipelines on a device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import StableDiffusionXLImg2ImgPipeline, StableDiffusionXLPipeline
from diffusers.loaders.single_file_utils import SingleFileComponentError
from huggingface_hub import constants
from safetensors import SafetensorError

from bot.engine.devices import dtype_for
from bot.engine.origin import Origin, origin_of
from bot.engine.prompts import PromptEncoder
from bot.errors import CheckpointMissing


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One set of weights on a device, and what paints with it. For the device's thread only.

    The pipelines share their models; each painting gives the one it uses a scheduler of its own, made from
    `scheduler_config`.
    """

    text2image: StableDiffusionXLPipeline
    image2image: StableDiffusionXLImg2ImgPipeline
    encoder: PromptEncoder
    scheduler_config: Mapping[str, Any]


def load(checkpoint: str, device: torch.device) -> Checkpoint:
    """Only safetensors, since a pickle may run code. Raises CheckpointMissing, and what torch does without memory."""
    try:
        pipeline = _pipeline(origin_of(checkpoint), dtype_for(device))
    except (OSError, ValueError, KeyError, SafetensorError, SingleFileComponentError) as error:
        raise CheckpointMissing(checkpoint) from error
    pipeline.to(device)
    pipeline.set_progress_bar_config(disable=True)
    # not from_pipe, which casts the shared weights in place
    image2image = StableDiffusionXLImg2ImgPipeline(**pipeline.components, add_watermarker=False)
    image2image.set_progress_bar_config(disable=True)
    return Checkpoint(pipeline, image2image, PromptEncoder(pipeline), dict(pipeline.scheduler.config))


def _pipeline(origin: Origin, dtype: torch.dtype) -> StableDiffusionXLPipeline:
    offline = constants.HF_HUB_OFFLINE
    if origin.kind == "file":
        beside = Path(origin.where).with_suffix("")
        # without a folder of the file's name beside it, diffusers takes SDXL's own from the hub, once
        config = str(beside) if beside.is_dir() else None
        return StableDiffusionXLPipeline.from_single_file(
            origin.where,
            config=config,
            dtype=dtype,
            local_files_only=offline or config is not None,
            add_watermarker=False,
        )
    if origin.kind == "hub":
        try:
            return _pretrained(origin.where, dtype, "fp16", offline=offline)
        except (OSError, ValueError):  # no half-size files: the full ones
            return _pretrained(origin.where, dtype, None, offline=offline)
    return _pretrained(origin.where, dtype, None, offline=True)


def _pretrained(where: str, dtype: torch.dtype, variant: str | None, *, offline: bool) -> StableDiffusionXLPipeline:
    return StableDiffusionXLPipeline.from_pretrained(
        where, dtype=dtype, variant=variant, use_safetensors=True, local_files_only=offline, add_watermarker=False
    )
