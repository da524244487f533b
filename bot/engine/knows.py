"""What a checkpoint says that it was taught, for people who wonder what to write. Imports no torch."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.engine.origin import origin_of
from bot.errors import CheckpointMissing

_GROUPS = TypeAdapter(dict[str, dict[str, list[str]] | list[str]])


def words_known(checkpoint: str) -> tuple[tuple[str, ...], ...]:
    """English words by group (things, colours, …), the usual one of each meaning; none where it does not say."""
    try:
        path = Path(origin_of(checkpoint).where) / "about.json"
        groups = _GROUPS.validate_python(json.loads(path.read_bytes())["knows"])
    except (CheckpointMissing, OSError, ValueError, KeyError, TypeError, ValidationError):
        return ()
    return tuple(_usual(group) for group in groups.values())


def _usual(group: dict[str, list[str]] | list[str]) -> tuple[str, ...]:
    return tuple(group) if isinstance(group, list) else tuple(names[0] for names in group.values() if names)
