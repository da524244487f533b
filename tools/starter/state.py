"""The training's folder, outside the repository: what each stage left there, and how long it took."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import torch


@dataclass(frozen=True, slots=True)
class State:
    """Paths under one root. A stage that finds its own file goes on from it."""

    root: Path
    base: Path | None = None

    @property
    def checkpoint(self) -> Path:
        """What companions are trained for and what is measured: `base` where it is given, else this training's own."""
        return self.base or self.path("checkpoint")

    def path(self, *parts: str) -> Path:
        path = self.root.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def save(self, name: str, value: Any) -> None:
        """Writes beside and renames, so that a killed run leaves the last whole file."""
        path = self.path(name)
        part = path.with_suffix(".part")
        torch.save(value, part)
        part.replace(path)

    def load(self, name: str) -> Any:
        """None where nothing was saved yet."""
        path = self.path(name)
        return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None

    def times(self) -> dict[str, float]:
        """Wall-clock seconds by stage."""
        path = self.path("times.json")
        return json.loads(path.read_text()) if path.exists() else {}

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Adds the block's seconds to the stage's and prints them."""
        began = monotonic()
        try:
            yield
        finally:
            times = self.times()
            times[stage] = times.get(stage, 0) + monotonic() - began
            self.path("times.json").write_text(json.dumps(times, indent=1))
            print(f"{stage}: {monotonic() - began:.0f} s now, {times[stage]:.0f} s in all", flush=True)
