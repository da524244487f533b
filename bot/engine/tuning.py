"""How a device is made fast, or made do with: the owner's wishes and what a card has. Pure; imports no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Compile = Literal["auto", "off", "default", "reduce-overhead", "max-autotune"]
Attention = Literal["auto", "flash", "cudnn", "efficient", "math"]
Memory = Literal["auto", "roomy", "tight", "small"]

_ROOMY_GIB = 15.0
"""SDXL's weights take 6.9 GB in bf16, a step of eight rows and an untiled decode at 1024 pixels some 6 more."""
_TIGHT_GIB = 9.5
"""The same weights, two rows and a tiled decode."""
_LARGEST_DOUBLED = 8
"""Rows; beyond, buckets are its multiples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """`compile` is torch.compile's mode, "auto" its default one on CUDA and none elsewhere; "reduce-overhead" records
    CUDA graphs. `attention` is the kernel, "auto" torch's own choice. `fp8`: linear layers compute in fp8, by torchao,
    on cards that can (Ada, Hopper and later); LoRAs cannot be merged then. `cache` is a folder for compiled code.
    """

    compile: Compile = "auto"
    attention: Attention = "auto"
    fp8: bool = False
    memory: Memory = "auto"
    cache: str = ""


STOCK = Tuning()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How to save memory. `tile`: the VAE works in tiles; `offload`: text encoders wait in main memory; `fp8_storage`:
    the UNet's weights are kept in a byte each and computed with in the usual format.
    """

    tile: bool = False
    offload: bool = False
    fp8_storage: bool = False


PROFILES: dict[Memory, Profile] = {
    "roomy": Profile(),
    "tight": Profile(tile=True),
    "small": Profile(tile=True, offload=True, fp8_storage=True),
}


def profile_of(memory: Memory, device_gib: float | None) -> Profile:
    """`device_gib` is what a card has, None for a device that shares the machine's memory."""
    if memory != "auto":
        return PROFILES[memory]
    if device_gib is None or device_gib >= _ROOMY_GIB:
        return PROFILES["roomy"]
    return PROFILES["tight" if device_gib >= _TIGHT_GIB else "small"]


def mode_of(compile_: Compile, device_type: str) -> str | None:
    """The mode for torch.compile, None for none."""
    if compile_ == "auto":
        return "default" if device_type == "cuda" else None
    return None if compile_ == "off" else compile_


def bucket_of(rows: int) -> int:
    """The number of rows that so many are padded to, where the UNet is compiled: each number is compiled by itself."""
    bucket = 1
    while bucket < rows:
        bucket *= 2
    return bucket if bucket <= _LARGEST_DOUBLED else -(-rows // _LARGEST_DOUBLED) * _LARGEST_DOUBLED
