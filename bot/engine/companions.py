"""What comes with the built-in checkpoint and fits it alone: two LoRAs and a ControlNet. Imports no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.engine.backend import Fast
from bot.engine.origin import BUILTIN
from bot.engine.registry import Model, Models
from bot.requests import ControlKind

_FOLDER = Path(__file__).parents[1] / "starter" / "companions"


@dataclass(frozen=True, slots=True)
class Companions:
    """`controls`: where the ControlNet of each kind is."""

    loras: Models = field(default_factory=dict)
    controls: Mapping[ControlKind, str] = field(default_factory=dict)
    fast: Fast | None = None


_NONE = Companions()
_BUILTIN = Companions(
    loras={
        "blueprint": Model(name="blueprint", where=str(_FOLDER / "blueprint.safetensors"), words=("blueprint",)),
        "fast": Model(name="fast", where=str(_FOLDER / "fast.safetensors")),
    },
    controls={"edges": str(_FOLDER / "edges")},
    fast=Fast("fast"),
)


def companions_of(checkpoint: str) -> Companions:
    """Of a checkpoint by what the `CHECKPOINT` setting would say."""
    return _BUILTIN if checkpoint == BUILTIN else _NONE
