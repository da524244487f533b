"""The built-in checkpoint as a folder; what it paints is asserted where the main job is (`tests/test_main_job.py`)."""

from __future__ import annotations

from pathlib import Path

from bot.engine.card import card_of
from bot.engine.origin import origin_of

LIMIT_BYTES = 16_000_000


def test_it_is_a_small_folder_of_safetensors_that_says_what_suits_it() -> None:
    folder = Path(origin_of("builtin").where)
    files = [path for path in folder.rglob("*") if path.is_file()]

    assert sum(path.stat().st_size for path in files) <= LIMIT_BYTES
    assert {path.suffix for path in files} <= {".json", ".safetensors", ".txt", ".md"}
    assert card_of("builtin").native_px == 128
