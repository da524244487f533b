"""LoRAs of random weights for the tiny checkpoint, as files in the layouts that people have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from diffusers import StableDiffusionXLPipeline
from safetensors.torch import save_file
from torch import Tensor

RANK = 4
_BLOCK = "down_blocks.1.attentions.0.transformer_blocks.0"
_LAYER = "encoder.layers.1"
UNET = (
    f"{_BLOCK}.attn1.to_q",
    f"{_BLOCK}.attn1.to_k",
    f"{_BLOCK}.attn1.to_v",
    f"{_BLOCK}.attn1.to_out.0",
    f"{_BLOCK}.attn2.to_q",
    f"{_BLOCK}.ff.net.0.proj",
    "down_blocks.1.attentions.0.proj_in",
    "mid_block.attentions.0.transformer_blocks.0.attn2.to_v",
)
CONVOLUTIONS = ("down_blocks.1.resnets.0.conv1", "up_blocks.0.resnets.1.conv_shortcut")
TEXT = tuple(f"{_LAYER}.{name}" for name in ("self_attn.q_proj", "self_attn.out_proj", "mlp.fc1"))


def write_peft(path: Path, pipeline: StableDiffusionXLPipeline, *, seed: int, texts: bool = True) -> Path:
    """As diffusers' own training scripts save them."""
    tensors = {}
    for part, module, down, up in _matrices(pipeline, (*UNET, *CONVOLUTIONS), seed, texts=texts):
        prefix = "" if part == "unet" else "text_model."
        tensors[f"{part}.{prefix}{module}.lora_A.weight"] = down
        tensors[f"{part}.{prefix}{module}.lora_B.weight"] = up
    return _saved(tensors, path, {})


def write_kohya(
    path: Path,
    pipeline: StableDiffusionXLPipeline,
    *,
    seed: int,
    alpha: float = 2.0,
    metadata: Mapping[str, str] | None = None,
) -> Path:
    """As kohya's scripts do, with which most are trained."""
    tensors = {}
    begins = {"unet": "lora_unet_", "text_encoder": "lora_te1_text_model_", "text_encoder_2": "lora_te2_text_model_"}
    for part, module, down, up in _matrices(pipeline, UNET, seed, texts=True):
        name = begins[part] + module.replace(".", "_")
        tensors[f"{name}.lora_down.weight"] = down
        tensors[f"{name}.lora_up.weight"] = up
        tensors[f"{name}.alpha"] = torch.tensor(alpha)
    return _saved(tensors, path, metadata or {})


def _matrices(
    pipeline: StableDiffusionXLPipeline, unet: tuple[str, ...], seed: int, *, texts: bool
) -> Iterator[tuple[str, str, Tensor, Tensor]]:
    """Part, module, [rank, in, …], [out, rank, …]."""
    generator = torch.Generator().manual_seed(seed)
    modules = [("unet", name) for name in unet]
    modules += [(part, name) for part in ("text_encoder", "text_encoder_2") for name in TEXT if texts]
    for part, name in modules:
        model = getattr(pipeline, part)
        weight = getattr(model, "text_model", model).get_submodule(name).weight
        ones = [1] * (weight.ndim - 2)
        down = torch.randn(RANK, *weight.shape[1:], generator=generator) * 0.3
        up = torch.randn(weight.shape[0], RANK, *ones, generator=generator) * 0.3
        yield part, name, down, up


def _saved(tensors: Mapping[str, Tensor], path: Path, metadata: Mapping[str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(dict(tensors), path, dict(metadata) or None)
    return path
