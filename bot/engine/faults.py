"""What went wrong on the device, told apart."""

from __future__ import annotations

import os
import traceback
from typing import NoReturn

import torch

from bot.errors import EngineError, OutOfMemory, PaintFailed

# MPS; the CPU on Windows and elsewhere; CUDA's libraries
_NO_MEMORY = ("out of memory", "not enough memory", "can't allocate memory", "_STATUS_ALLOC_FAILED")
_BROKEN_DEVICE = (
    *("CUDA error", "CUDA driver error", "illegal memory access", "device-side assert", "launch failure"),
    *("CUBLAS_STATUS", "CUDNN_STATUS"),
)
_ONLY_REFUSED = ("_STATUS_NOT_SUPPORTED",)
_LOST = 70  # exit code


def fault_of(error: Exception) -> EngineError:
    """The error to tell the bot."""
    if isinstance(error, EngineError):
        return error
    if is_out_of_memory(error):
        return OutOfMemory()
    return PaintFailed(f"{type(error).__name__}: {error}")


def is_out_of_memory(error: Exception) -> bool:
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _NO_MEMORY)


def is_fatal(error: Exception) -> bool:
    """Whether the device's context is gone for this process: every call after it would fail too."""
    said = str(error)
    if is_out_of_memory(error) or any(words in said for words in _ONLY_REFUSED):
        return False
    return any(words in said for words in _BROKEN_DEVICE)


def end_process(error: Exception) -> NoReturn:
    """Where the device is lost, or the thread that owns it. The bot starts another one and runs its jobs again."""
    traceback.print_exception(error)
    os._exit(_LOST)


def free_memory(device: torch.device) -> None:
    """Give back what torch keeps for later. For the device's thread, once nothing holds the failed painting."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()
