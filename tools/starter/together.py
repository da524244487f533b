"""Several processes that train one model, a core or a GPU each: `torchrun --nproc-per-node 2 -m tools.starter unet`.

Started alone, a process is a world of one and pays nothing.
"""

import os
from collections.abc import Iterable

import torch
from torch import distributed, nn


def begin() -> None:
    """Meets the others, as `torchrun` tells where."""
    if "WORLD_SIZE" in os.environ and not distributed.is_initialized():
        distributed.init_process_group("gloo")


def world() -> int:
    return distributed.get_world_size() if distributed.is_initialized() else 1


def rank() -> int:
    return distributed.get_rank() if distributed.is_initialized() else 0


def first() -> bool:
    """This one writes the files."""
    return rank() == 0


def agreed(*, over: bool) -> bool:
    """What the first process says, so that all stop after the same step."""
    if world() == 1:
        return over
    said = torch.tensor([over])
    distributed.broadcast(said, 0)
    return bool(said)


def average_gradients(parameters: Iterable[nn.Parameter]) -> None:
    """In place; in one message, since many small ones wait longer than they travel."""
    if world() == 1:
        return
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    packed = torch.cat([gradient.flatten() for gradient in gradients]) / world()
    distributed.all_reduce(packed)
    parts = packed.split([gradient.numel() for gradient in gradients])
    for gradient, part in zip(gradients, parts, strict=True):
        gradient.copy_(part.view_as(gradient))
