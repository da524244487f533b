"""Whether a picture is for every eye: a classifier of the owner's choice looks at each before it is shown.

On the CPU, and not on the device's thread. It fails closed: what it could not look at is not shown.
"""

from __future__ import annotations

from typing import Any

import torch
from PIL import Image

from bot.engine.pixels import Pixels
from bot.engine.supplies import Supplies
from bot.errors import SafetyFailed


class Safety:
    """Loads its weights when the first picture is there, and keeps them. For one thread."""

    def __init__(self, supplies: Supplies) -> None:
        self._where = supplies.safety
        self._labels = frozenset(supplies.unsafe_labels)
        self._unsafe = supplies.unsafe
        self._loaded: tuple[Any, Any, list[int]] | None = None

    @property
    def on(self) -> bool:
        """Whether the owner wants pictures to be looked at."""
        return bool(self._where)

    def look(self, pixels: Pixels) -> float:
        """How sure it is that a picture is not for every eye, 0-1. Raises SafetyFailed, whatever goes wrong."""
        try:
            return self._look(pixels)
        except Exception as error:
            raise SafetyFailed(f"{type(error).__name__}: {error}"[:500]) from error

    @torch.no_grad()
    def _look(self, pixels: Pixels) -> float:
        processor, model, unwanted = self._loaded = self._loaded or self._load()
        scores = model(**processor(images=Image.fromarray(pixels), return_tensors="pt")).logits[0].softmax(-1)
        score = float(scores[unwanted].sum())
        if not 0 <= score <= 1.001:  # noqa: PLR2004 - sums of floats; NaN is neither
            raise ValueError(f"a score of {score}")
        return min(score, 1.0)

    def _load(self) -> tuple[Any, Any, list[int]]:
        """Only safetensors unless the owner says otherwise; nothing is fetched. Raises ValueError without a label."""
        from transformers import AutoImageProcessor, AutoModelForImageClassification  # noqa: PLC0415 - few need it

        safe = None if self._unsafe else True
        processor = AutoImageProcessor.from_pretrained(self._where, local_files_only=True)
        model = AutoModelForImageClassification.from_pretrained(
            self._where, use_safetensors=safe, local_files_only=True, dtype=torch.float32
        ).eval()
        labels = {int(index): str(label).casefold() for index, label in model.config.id2label.items()}
        unwanted = [index for index, label in labels.items() if label in self._labels]
        if not unwanted:
            raise ValueError(f"none of its labels is unwanted: {', '.join(labels.values())}")
        return processor, model, unwanted
