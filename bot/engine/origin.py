"""Where a checkpoint comes from: what the `CHECKPOINT` setting may say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.errors import CheckpointMissing

BUILTIN = "builtin"
_STARTER = Path(__file__).parents[1] / "starter" / "checkpoint"
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_SAFE = frozenset({".safetensors"})
_UNSAFE = frozenset({".ckpt", ".pt", ".pth", ".bin"})


@dataclass(frozen=True, slots=True)
class Origin:
    """`where` is the path of a diffusers folder or a file of weights, or a hub id."""

    kind: Literal["folder", "file", "hub"]
    where: str


def weights_suffixes(*, unsafe: bool = False) -> frozenset[str]:
    """What files of weights end in; the `unsafe` ones may run code when they are loaded."""
    return _SAFE | _UNSAFE if unsafe else _SAFE


def origin_of(checkpoint: str, *, unsafe: bool = False) -> Origin:
    """Raises CheckpointMissing for what is neither on this machine nor looks like a hub id."""
    path = _STARTER if checkpoint == BUILTIN else Path(checkpoint).expanduser()
    if checkpoint and path.is_dir():
        return Origin("folder", str(path))
    if path.is_file() and path.suffix in weights_suffixes(unsafe=unsafe):
        return Origin("file", str(path))
    if _HUB_ID.fullmatch(checkpoint) and path.suffix not in weights_suffixes(unsafe=True):
        return Origin("hub", checkpoint)
    raise CheckpointMissing(checkpoint)


def name_of(checkpoint: str) -> str:
    """What requests and recipes call it: never a path of this machine, since recipes travel inside pictures."""
    origin = origin_of(checkpoint, unsafe=True)
    return checkpoint if checkpoint == BUILTIN or origin.kind == "hub" else Path(origin.where).stem
