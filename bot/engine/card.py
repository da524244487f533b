"""What suits a checkpoint, read from its small files in a moment: no weight is touched and torch not imported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import structlog
from pydantic import TypeAdapter

from bot.engine.backend import Capabilities
from bot.engine.origin import Origin, name_of, origin_of
from bot.errors import CheckpointMissing
from bot.requests import SchedulerName

log = structlog.get_logger()

_MAX_SIDE = 1.5  # of the native side; beyond it SDXL repeats what it paints
_HEADER_LIMIT = 100 << 20  # bytes, the safetensors format's own

# a checkpoint's own scheduler, where it is one of ours
_SCHEDULERS: dict[str, SchedulerName] = {
    "EulerAncestralDiscreteScheduler": "euler_a",
    "DPMSolverMultistepScheduler": "dpm++_2m_karras",
    "UniPCMultistepScheduler": "unipc",
    "DDIMScheduler": "ddim",
    "LCMScheduler": "lcm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Defaults are SDXL's own. A folder may bring its card as `card.json`, as the built-in checkpoint does."""

    native_px: int = 1024
    scheduler: SchedulerName = "euler"
    num_inference_steps: int = 30
    guidance_scale: float = 5.0
    strength: float = 0.6


_CARD = TypeAdapter(Card)
_OBJECT = TypeAdapter(dict[str, Any])
_HEADER = TypeAdapter(dict[str, dict[str, Any]])


def capabilities_of(checkpoint: str, finder: str = "") -> Capabilities:
    """What a local engine offers with this checkpoint; SDXL's usual where nothing is known of it yet.

    `finder`: where the weights are that find parts of a picture by words, if they are on this machine.
    """
    card = card_of(checkpoint)
    return Capabilities(
        tasks=frozenset({"text2image", "image2image", "inpaint", "outpaint", "blend"}),
        checkpoint=_name(checkpoint),
        native_px=card.native_px,
        max_pixels=int(card.native_px * _MAX_SIDE) ** 2,
        schedulers=get_args(SchedulerName),
        scheduler=card.scheduler,
        num_inference_steps=card.num_inference_steps,
        guidance_scale=card.guidance_scale,
        strength=card.strength,
        can_cancel=True,
        reports_steps=True,
        finds_by_words=_fetched(finder),
    )


def _name(checkpoint: str) -> str:
    try:
        return name_of(checkpoint)
    except CheckpointMissing:  # for painting to say
        return Path(checkpoint).stem


def _fetched(weights: str) -> bool:
    """Whether they are on this machine: in a folder, or those of a hub id in its cache."""
    try:
        return _find(origin_of(weights), "model.safetensors") is not None
    except CheckpointMissing:
        return False


def card_of(checkpoint: str) -> Card:
    """The card of a checkpoint; a missing or broken one has SDXL's, since it is for painting to say so."""
    try:
        return _read(origin_of(checkpoint))
    except CheckpointMissing:
        return Card()
    except (OSError, TypeError, ValueError):
        log.warning("checkpoint not understood", checkpoint=checkpoint, exc_info=True)
        return Card()


def _read(origin: Origin) -> Card:
    """Raises OSError, TypeError and ValueError where the checkpoint's files are not what they should be."""
    if origin.kind == "file":
        return Card(native_px=_file_resolution(Path(origin.where)) or Card().native_px)
    card = _find(origin, "card.json")
    return _CARD.validate_json(card.read_bytes()) if card else _guess(origin)


def _guess(origin: Origin) -> Card:
    unet, vae = _config(origin, "unet/config.json"), _config(origin, "vae/config.json")
    scheduler = _config(origin, "scheduler/scheduler_config.json").get("_class_name", "")
    side = unet.get("sample_size")
    factor = 2 ** (len(vae.get("block_out_channels", range(4))) - 1)
    native_px = side * factor if isinstance(side, int) else Card().native_px
    return Card(native_px=native_px, scheduler=_SCHEDULERS.get(scheduler, Card().scheduler))


def _config(origin: Origin, name: str) -> dict[str, Any]:
    path = _find(origin, name)
    return _OBJECT.validate_json(path.read_bytes()) if path else {}


def _find(origin: Origin, name: str) -> Path | None:
    """A file of the checkpoint, where it lies on this machine already."""
    if origin.kind == "folder":
        path = Path(origin.where) / name
        return path if path.is_file() else None
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415 - 20 MB that only a hub id is worth

    cached = try_to_load_from_cache(origin.where, name)
    return Path(cached) if isinstance(cached, str) else None


def _file_resolution(path: Path) -> int | None:
    """The side in pixels from the header of a `.safetensors` file, as the ModelSpec standard writes it: "1024x1024"."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = _HEADER.validate_json(file.read(length)) if length < _HEADER_LIMIT else {}
    side, _, _ = str(header.get("__metadata__", {}).get("modelspec.resolution")).partition("x")
    return int(side) if side.isdecimal() else None
