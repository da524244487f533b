"""What an engine may load besides its checkpoint, as the owner has set it up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.engine.backend import Fast
from bot.requests import ControlKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplies:
    """Weights are hub ids or paths; empty is none.

    `models` is the registry's folder, `memory_gib` what loaded weights may take of the device's memory together
    (0: as much as is sensible), `vae` replaces that of each checkpoint but the built-in one. `unsafe` lets files be
    loaded that may run code. `depth`, `pose` and `people` read photos for the ControlNets. `safety` is a classifier of
    pictures, `unsafe_labels` those of its labels that are not wanted. `fast` is a LoRA for
    the engine's own checkpoint.
    """

    models: Path | None = None
    memory_gib: float = 0.0
    vae: str = ""
    unsafe: bool = False
    controls: tuple[tuple[ControlKind, str], ...] = ()
    depth: str = ""
    pose: str = ""
    people: str = ""
    safety: str = ""
    unsafe_labels: tuple[str, ...] = ()
    fast: Fast | None = None


NONE = Supplies()
