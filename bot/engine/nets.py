"""ControlNets (Zhang and others, arXiv:2302.05543), loaded when first asked for. For the device's thread only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from diffusers import ControlNetModel, ControlNetUnionModel
from PIL import Image
from safetensors import SafetensorError
from torch import Tensor

from bot.engine.devices import dtype_for
from bot.engine.origin import origin_of
from bot.engine.residuals import Hint, Net
from bot.engine.samples import Sample
from bot.engine.supplies import Supplies
from bot.errors import CheckpointMissing, ControlMissing, ControlNotOffered
from bot.requests import Control, ControlKind

_MODES: Mapping[ControlKind, int] = {"pose": 0, "depth": 1, "edges": 3}
"""As the union models of xinsir number what they follow."""

Controls = Mapping[ControlKind, str]
"""Where the ControlNet of each kind is: a path or a hub id."""


class Nets:
    """Keeps what it has loaded until it is told to let go: 2.5 GB each for the real SDXL, a union of all kinds too."""

    def __init__(
        self,
        supplies: Supplies,
        device: torch.device,
        where: Callable[[str], Controls] | None = None,
        make_room: Callable[[int], None] = lambda _size: None,
    ) -> None:
        """`where` tells those of a checkpoint by its name; without it, every checkpoint has the owner's.

        `make_room` is called before so many bytes go to the device.
        """
        owners = dict(supplies.controls)
        self._where = where or (lambda _checkpoint: owners)
        self._unsafe = supplies.unsafe
        self._device = device
        self._make_room = make_room
        self._loaded: dict[str, Any] = {}  # the one longest not used first

    @property
    def size(self) -> int:
        """Bytes on the device."""
        return sum(map(_size_of, self._loaded.values()))

    def let_go(self) -> bool:
        """Forget the one that was longest not used, which lives until the last sample that follows it has ended.

        False where none is left.
        """
        if not self._loaded:
            return False
        del self._loaded[next(iter(self._loaded))]
        return True

    def hold(self, sample: Sample, controls: Sequence[Control], pictures: Sequence[Image.Image]) -> None:
        """Let a sample follow control pictures of its own size (RGB), one for each control.

        Raises ControlNotOffered, ControlMissing, and what torch does without memory.
        """
        if not controls:
            return
        dtype, where = dtype_for(self._device), self._where(sample.group.weights.checkpoint)
        sample.hints = tuple(
            Hint(_tensor(picture).to(self._device, dtype), control.scale, self._net(control.kind, where))
            for control, picture in zip(controls, pictures, strict=True)
        )
        sample.group = replace(sample.group, controls=tuple(map(_key, sample.hints, controls)))

    def _net(self, kind: ControlKind, where: Controls) -> Net:
        if kind not in where:
            raise ControlNotOffered(kind)
        model = self._load(where[kind])
        union = isinstance(model, ControlNetUnionModel)
        return Net(model, _MODES[kind] if union else None)

    def _load(self, where: str) -> Any:
        """Nothing is fetched while people wait."""
        model = self._loaded.pop(where, None)
        if model is None:
            try:
                model = _pretrained(origin_of(where).where, dtype_for(self._device), unsafe=self._unsafe)
            except (OSError, ValueError, KeyError, SafetensorError, CheckpointMissing) as error:
                raise ControlMissing(where) from error
            self._make_room(_size_of(model))
            model.to(self._device)
        self._loaded[where] = model
        return model


def _pretrained(where: str, dtype: torch.dtype, *, unsafe: bool) -> ControlNetModel | ControlNetUnionModel:
    config = ControlNetModel.load_config(where, local_files_only=True)
    kind = ControlNetUnionModel if "num_control_type" in config else ControlNetModel
    safe = None if unsafe else True
    return kind.from_pretrained(where, torch_dtype=dtype, use_safetensors=safe, local_files_only=True).eval()


def _size_of(model: ControlNetModel | ControlNetUnionModel) -> int:
    return sum(parameter.numel() * parameter.element_size() for parameter in model.parameters())


def _tensor(picture: Image.Image) -> Tensor:
    """[1, 3, height, width] in 0-1."""
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 255


def _key(hint: Hint, control: Control) -> str:
    """Samples of equal keys share a call. A union model weighs what it is shown for all rows alike."""
    return control.kind if hint.net.mode is None else f"{control.kind} {control.scale}"
