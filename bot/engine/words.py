"""The words that bring out what a LoRA was trained on, from the header of its file. Reads a few kilobytes, no torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError

log = structlog.get_logger()

_MOST = 3
_LONGEST = 100  # characters
_HEADER_LIMIT = 100 << 20  # bytes, the safetensors format's own
_HEADER = TypeAdapter(dict[str, Any])
_TAGS = TypeAdapter(dict[str, dict[str, int]])
_FOLDERS = TypeAdapter(dict[str, dict[str, Any]])


def words_of(path: Path) -> tuple[str, ...]:
    """What its maker says (the ModelSpec standard), else what stood in every caption that kohya's trainer saw."""
    if path.suffix != ".safetensors" or not path.is_file():
        return ()
    try:
        metadata = _metadata(path)
        said = str(metadata.get("modelspec.trigger_phrase") or "").strip()
        words = (said,) if said else _in_every_caption(metadata)
    except (OSError, ValueError, ValidationError):
        log.warning("LoRA's header not understood", lora=path.stem, exc_info=True)
        return ()
    return tuple(word for word in words if len(word) <= _LONGEST)


def _metadata(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = _HEADER.validate_json(file.read(length)) if length < _HEADER_LIMIT else {}
    return _HEADER.validate_python(header.get("__metadata__") or {})


def _in_every_caption(metadata: dict[str, Any]) -> tuple[str, ...]:
    """Of each of the training's folders, since these may hold different things."""
    frequencies = _TAGS.validate_python(json.loads(metadata.get("ss_tag_frequency") or "{}"))
    folders = _FOLDERS.validate_python(json.loads(metadata.get("ss_dataset_dirs") or "{}"))
    pictures = {name: int(folder.get("img_count") or 0) for name, folder in folders.items()}
    words = (
        tag.strip()
        for folder, tags in frequencies.items()
        for tag, count in tags.items()
        if 0 < pictures.get(folder, 0) <= count and tag.strip()
    )
    return tuple(dict.fromkeys(words))[:_MOST]
