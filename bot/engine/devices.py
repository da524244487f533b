"""Which device, which number format. Imports torch and nothing else that is heavy."""

from __future__ import annotations

import torch

_BF16_CAPABILITY = (8, 0)  # Ampere; older cards only emulate it


def device_for(wanted: str) -> torch.device:
    """The device of a setting; "auto" takes the best there is."""
    if wanted != "auto":
        return torch.device(wanted)
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def name_of(device: torch.device) -> str:
    """For people."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return {"mps": "Apple GPU", "cpu": "CPU"}.get(device.type, device.type)


def dtype_for(device: torch.device) -> torch.dtype:
    """bf16 where it is fast; SDXL's VAE overflows in fp16, and the pipelines run that part in fp32 there."""
    if device.type == "cpu":
        return torch.float32
    if device.type == "cuda" and torch.cuda.get_device_capability(device) >= _BF16_CAPABILITY:
        return torch.bfloat16
    return torch.float16
