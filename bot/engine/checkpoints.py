"""Checkpoints: from a hub id, a diffusers folder or a `.safetensors` file to pipelines on a device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from diffusers import AutoencoderKL, StableDiffusionXLPipeline, UNet2DConditionModel
from diffusers.loaders.single_file_utils import SingleFileComponentError
from huggingface_hub import constants
from safetensors import SafetensorError

from bot.engine.devices import dtype_for
from bot.engine.latents import Vae
from bot.engine.origin import Origin, origin_of
from bot.engine.prompts import Embeddings, PromptEncoder
from bot.engine.tuned import place
from bot.engine.tuning import STOCK, Tuning
from bot.errors import CheckpointMissing
from bot.requests import Painting


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One set of weights on a device. For the device's thread only.

    Each painting has a scheduler of its own, made from `scheduler_config`; the pipeline is never called.
    """

    pipeline: StableDiffusionXLPipeline
    encoder: PromptEncoder
    scheduler_config: Mapping[str, Any]

    @property
    def unet(self) -> UNet2DConditionModel:
        return self.pipeline.unet

    @property
    def vae(self) -> Vae:
        return self.pipeline.vae

    def texts(self, request: Painting) -> Embeddings:
        """What the UNet is given of a request's texts; not to be changed."""
        return self.encoder.encode(request.prompt, request.prompt_2, request.negative_prompt)


def load(
    checkpoint: str,
    device: torch.device,
    *,
    vae: str = "",
    unsafe: bool = False,
    tuning: Tuning = STOCK,
    make_room: Callable[[int], None] = lambda _size: None,
) -> Checkpoint:
    """Only safetensors, since a pickle may run code, unless it is `unsafe`. `vae` takes the place of its own.

    `make_room` is told of the bytes that the device is about to take. Raises CheckpointMissing, and what torch does
    without memory.
    """
    dtype = dtype_for(device)
    try:
        pipeline = _pipeline(origin_of(checkpoint, unsafe=unsafe), dtype, unsafe=unsafe)
        if vae:
            pipeline.register_modules(vae=_vae(origin_of(vae, unsafe=unsafe), dtype, unsafe=unsafe))
    except (OSError, ValueError, KeyError, SafetensorError, SingleFileComponentError, UnpicklingError) as error:
        raise CheckpointMissing(checkpoint) from error
    make_room(_bytes_of(pipeline))
    place(pipeline, device, tuning)
    return Checkpoint(pipeline, PromptEncoder(pipeline), dict(pipeline.scheduler.config))


def _bytes_of(pipeline: StableDiffusionXLPipeline) -> int:
    modules = (part for part in pipeline.components.values() if isinstance(part, torch.nn.Module))
    weights = (weight for module in modules for weight in (*module.parameters(), *module.buffers()))
    return sum(weight.numel() * weight.element_size() for weight in weights)


def _vae(origin: Origin, dtype: torch.dtype, *, unsafe: bool) -> AutoencoderKL:
    """One by itself, or that of a whole checkpoint."""
    offline = constants.HF_HUB_OFFLINE or origin.kind == "folder"
    if origin.kind == "file":
        return AutoencoderKL.from_single_file(origin.where, dtype=dtype, local_files_only=offline)
    safe = None if unsafe else True
    try:
        return AutoencoderKL.from_pretrained(origin.where, dtype=dtype, use_safetensors=safe, local_files_only=offline)
    except (OSError, ValueError):
        return AutoencoderKL.from_pretrained(
            origin.where, subfolder="vae", dtype=dtype, use_safetensors=safe, local_files_only=offline
        )


def _pipeline(origin: Origin, dtype: torch.dtype, *, unsafe: bool) -> StableDiffusionXLPipeline:
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
            return _pretrained(origin.where, dtype, "fp16", offline=offline, unsafe=unsafe)
        except (OSError, ValueError):  # no half-size files: the full ones
            return _pretrained(origin.where, dtype, None, offline=offline, unsafe=unsafe)
    return _pretrained(origin.where, dtype, None, offline=True, unsafe=unsafe)


def _pretrained(
    where: str, dtype: torch.dtype, variant: str | None, *, offline: bool, unsafe: bool
) -> StableDiffusionXLPipeline:
    return StableDiffusionXLPipeline.from_pretrained(
        where,
        dtype=dtype,
        variant=variant,
        use_safetensors=None if unsafe else True,
        local_files_only=offline,
        add_watermarker=False,
    )
