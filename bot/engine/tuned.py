"""A loaded pipeline, made fast or small before it goes to its device. See `bot.engine.tuning`."""

from __future__ import annotations

from collections.abc import Callable

import structlog
import torch
from diffusers import StableDiffusionXLPipeline
from torch import nn

from bot.engine.compiled import compile_forward
from bot.engine.tuning import Attention, Profile, Tuning, mode_of, profile_of

log = structlog.get_logger()

_GIB = 1 << 30
_FP8_CAPABILITY = (8, 9)
_FP8_MULTIPLE = 16
_KERNELS: dict[Attention, Callable[[bool], None]] = {
    "flash": torch.backends.cuda.enable_flash_sdp,
    "cudnn": torch.backends.cuda.enable_cudnn_sdp,
    "efficient": torch.backends.cuda.enable_mem_efficient_sdp,
    "math": torch.backends.cuda.enable_math_sdp,
}


def place(pipeline: StableDiffusionXLPipeline, device: torch.device, tuning: Tuning) -> None:
    """Tune a pipeline and move it to its device. Raises what torch does without memory."""
    profile = profile_of(tuning.memory, _gib_of(device))
    if profile.fp8_storage:
        pipeline.unet.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=pipeline.unet.dtype)
    if profile.tile:
        pipeline.vae.enable_tiling()
    _move(pipeline, device, profile)
    pipeline.vae.to(memory_format=torch.channels_last)  # a fifth faster on a CPU, more on a GPU
    if device.type == "cuda":
        pipeline.unet.to(memory_format=torch.channels_last)
    if tuning.fp8:
        _to_fp8(pipeline.unet, device)
    _choose(tuning.attention)
    mode = mode_of(tuning.compile, device.type)
    if mode is not None:
        compile_forward(pipeline.unet, mode, pads=True)
        compile_forward(pipeline.vae.decoder, mode)


def _choose(kernel: Attention) -> None:
    """For all of this process; what the kernel cannot do is computed plainly. "auto" leaves it to torch."""
    if kernel == "auto":
        return
    for name, enable in _KERNELS.items():
        enable(name in {kernel, "math"})


def _move(pipeline: StableDiffusionXLPipeline, device: torch.device, profile: Profile) -> None:
    if not profile.offload:
        pipeline.to(device)
        return
    pipeline.unet.to(device)
    pipeline.vae.to(device)


def _gib_of(device: torch.device) -> float | None:
    return torch.cuda.get_device_properties(device).total_memory / _GIB if device.type == "cuda" else None


def _to_fp8(unet: nn.Module, device: torch.device) -> None:
    """Linear layers whose sides fp8's kernels can take; a warning where the card or torchao cannot."""
    if device.type != "cuda" or torch.cuda.get_device_capability(device) < _FP8_CAPABILITY:
        log.warning("no fp8 on this device", device=str(device))
        return
    try:
        from torchao.quantization import Float8DynamicActivationFloat8WeightConfig, quantize_  # noqa: PLC0415 - optional
    except ImportError:
        log.warning("no fp8 without torchao: pip install torchao")
        return
    quantize_(unet, Float8DynamicActivationFloat8WeightConfig(), filter_fn=_fits_fp8)


def _fits_fp8(module: nn.Module, _name: str) -> bool:
    if not isinstance(module, nn.Linear):
        return False
    return module.in_features % _FP8_MULTIPLE == 0 and module.out_features % _FP8_MULTIPLE == 0
