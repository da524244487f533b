"""How many CPU threads torch computes with."""

from __future__ import annotations

import os

import torch

from bot.engine.checkpoints import Checkpoint

_AT_MOST = 8
_SMALL = 50_000_000
"""Parameters of a UNet whose layers are done before a second thread has woken up."""


def set_threads(wanted: int, checkpoint: Checkpoint) -> None:
    """`wanted` threads; 0 lets the machine and the checkpoint's size decide."""
    parameters = sum(parameter.numel() for parameter in checkpoint.unet.parameters())
    torch.set_num_threads(wanted or (1 if parameters < _SMALL else min(_cores(), _AT_MOST)))


def _cores() -> int:
    """Those that this process may use, which in a container are not all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
