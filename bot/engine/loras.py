"""LoRAs: read from every common layout by diffusers' converters, merged into a checkpoint's weights, taken out again.

Merged in place, so that compiled graphs stay valid; undone from copies of what was touched, so that the weights are
then the same to the bit. For the device's thread only.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import torch
from diffusers import StableDiffusionXLPipeline
from diffusers.utils.state_dict_utils import (
    convert_state_dict_to_diffusers,
    convert_state_dict_to_peft,
    convert_unet_state_dict_to_peft,
)
from pydantic import TypeAdapter
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from bot.errors import LoraUnfit

Part = Literal["unet", "text_encoder", "text_encoder_2"]

_METADATA = "lora_adapter_metadata"  # diffusers' own, of LoRAs that peft trained
_CONFIG = TypeAdapter(dict[str, Any])


@dataclass(frozen=True, slots=True)
class Delta:
    """What a LoRA adds to one weight: `up` @ `down`, both flattened to [out, rank] and [rank, in * kernel]."""

    part: Part
    module: str
    up: Tensor
    down: Tensor


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge has touched, and how it was before. The copies are on the CPU."""

    pristine: tuple[tuple[nn.Parameter, Tensor], ...] = ()

    @torch.no_grad()
    def undo(self) -> None:
        """To the bit, in the same storage."""
        for parameter, before in self.pristine:
            parameter.copy_(before)


def speaks(deltas: Sequence[Delta]) -> bool:
    """Whether texts mean something else with it."""
    return any(delta.part != "unet" for delta in deltas)


def read(name: str, path: Path, pipeline: StableDiffusionXLPipeline) -> tuple[Delta, ...]:
    """A LoRA's file, for this pipeline's modules; on the CPU. Raises LoraUnfit, and OSError where there is no file."""
    try:
        tensors, config = _load(path)
        return tuple(_deltas(_scaled(tensors), config, pipeline))
    except (SafetensorError, ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise LoraUnfit(name, f"{type(error).__name__}: {error}"[:500]) from error


@torch.no_grad()
def merge(pipeline: StableDiffusionXLPipeline, wanted: Sequence[tuple[str, float, Sequence[Delta]]]) -> Merge:
    """Add LoRAs (name, weight, deltas) to the pipeline's weights. Raises LoraUnfit; nothing is changed then."""
    sums: dict[tuple[Part, str], list[tuple[float, Delta]]] = {}
    for name, weight, deltas in wanted:
        _check(name, deltas, pipeline)
        for delta in deltas:
            sums.setdefault((delta.part, delta.module), []).append((weight, delta))
    touched = [(_weight(pipeline, *where), where) for where in sums]
    # a copy even where the weights are on the CPU already
    done = Merge(tuple((parameter, parameter.detach().to("cpu", copy=True)) for parameter, _ in touched))
    try:
        for parameter, where in touched:
            _add(parameter, sums[where])
    except Exception:
        done.undo()
        raise
    return done


def _add(parameter: nn.Parameter, parts: Sequence[tuple[float, Delta]]) -> None:
    """In single precision, rounded once."""
    total = parameter.float()
    for weight, delta in parts:
        up, down = delta.up.to(parameter.device), delta.down.to(parameter.device)
        total = total + weight * (up @ down).view(parameter.shape)
    parameter.copy_(total)


def _load(path: Path) -> tuple[dict[str, Tensor], Mapping[str, Any]]:
    if path.suffix != ".safetensors":  # the owner's wish; weights_only keeps the worst out all the same
        return torch.load(path, map_location="cpu", weights_only=True), {}
    with safe_open(path, framework="pt", device="cpu") as file:
        config = json.loads((file.metadata() or {}).get(_METADATA, "{}"))
        return {key: file.get_tensor(key) for key in file.keys()}, _CONFIG.validate_python(config)  # noqa: SIM118 - no dict


def _scaled(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """With the alphas of kohya's layout in their weights, since converters lose some. Raises ValueError."""
    if any("dora_scale" in key or "lora_magnitude_vector" in key for key in tensors):
        raise ValueError("DoRA cannot be merged")
    scaled = {key: value.float() for key, value in tensors.items() if not key.endswith(".alpha")}
    for key in tensors.keys() - scaled.keys():
        up = f"{key.removesuffix('.alpha')}.lora_up.weight"
        if up in scaled:
            scaled[up] = scaled[up] * (float(tensors[key]) / scaled[up].shape[1])
    return scaled


def _deltas(tensors: dict[str, Tensor], config: Mapping[str, Any], pipeline: StableDiffusionXLPipeline) -> list[Delta]:
    """Raises ValueError for whatever is not a pair of matrices."""
    converted, _alphas = StableDiffusionXLPipeline.lora_state_dict(tensors, unet_config=pipeline.unet.config)
    deltas: list[Delta] = []
    for part in get_args(Part):
        own = {key.removeprefix(f"{part}."): value for key, value in converted.items() if key.startswith(f"{part}.")}
        named = _in_peft_names(part, own, pipeline)
        modules = dict.fromkeys(key.partition(".lora_")[0] for key in named)
        for module in modules:
            up, down = named.pop(f"{module}.lora_B.weight"), named.pop(f"{module}.lora_A.weight")
            scale = _scale(config, part, module, down.shape[0])
            deltas.append(Delta(part, module, up.flatten(1) * scale, down.flatten(1)))
        if named:
            raise ValueError(f"not understood: {next(iter(named))}")
    if not deltas or len(deltas) * 2 != len(converted):
        raise ValueError("not only pairs of matrices for SDXL's parts")
    return deltas


def _in_peft_names(part: Part, own: dict[str, Tensor], pipeline: StableDiffusionXLPipeline) -> dict[str, Tensor]:
    if not own:
        return own
    if part == "unet":
        return own if any("lora_A" in key for key in own) else convert_unet_state_dict_to_peft(own)
    named: dict[str, Tensor] = convert_state_dict_to_peft(convert_state_dict_to_diffusers(own))
    if hasattr(getattr(pipeline, part), "text_model"):
        return named
    return {key.removeprefix("text_model."): value for key, value in named.items()}


def _scale(config: Mapping[str, Any], part: Part, module: str, rank: int) -> float:
    """By the configuration that peft has written; without one, its matrices are as they were trained."""
    alpha = config.get(f"{part}.lora_alpha")
    if alpha is None:
        return 1.0
    patterns: Mapping[str, float] = config.get(f"{part}.alpha_pattern") or {}
    special = (value for key, value in patterns.items() if re.fullmatch(rf"(?:.*\.)?(?:{key})", module))
    alpha = next(special, alpha)
    return float(alpha) / (math.sqrt(rank) if config.get(f"{part}.use_rslora") else rank)


def _check(name: str, deltas: Sequence[Delta], pipeline: StableDiffusionXLPipeline) -> None:
    """Raises LoraUnfit where a weight is not there, has another shape, or is of no plain numbers, as torchao's fp8."""
    for delta in deltas:
        try:
            weight = _weight(pipeline, delta.part, delta.module)
        except AttributeError as error:
            raise LoraUnfit(name, f"there is no {delta.part}.{delta.module}") from error
        if type(weight.data) is not Tensor or not weight.is_floating_point():
            raise LoraUnfit(name, f"{delta.part}.{delta.module} is quantised")
        if weight.flatten(1).shape != (delta.up.shape[0], delta.down.shape[1]):
            raise LoraUnfit(name, f"{delta.part}.{delta.module} has another shape")


def _weight(pipeline: StableDiffusionXLPipeline, part: Part, module: str) -> nn.Parameter:
    weight: nn.Parameter = getattr(pipeline, part).get_submodule(module).weight
    return weight
