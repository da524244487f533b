"""The weights on one device: checkpoints, what is merged into them, ControlNets. For the device's thread only."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch

from bot.engine.catalogue import Catalogue
from bot.engine.checkpoints import Checkpoint, load
from bot.engine.faults import free_memory
from bot.engine.groups import Weights
from bot.engine.loras import Delta, Merge, merge, read, speaks
from bot.engine.messages import Setup
from bot.engine.nets import Nets
from bot.engine.prompts import PromptEncoder
from bot.engine.threads import set_threads
from bot.errors import LoraMissing
from bot.requests import Lora

_SHARE = 0.7
"""Of the device's memory, for weights: the rest is for painting with them."""
_SHARE_OF_MAIN_MEMORY = 0.5
_LORAS_READ = 8
"""That are kept in main memory, some 100 MB each for the real SDXL, since groups take turns."""


@dataclass(slots=True)
class _Slot:
    """A loaded checkpoint. `held` is itself as it is now, with what its text encoders say with these LoRAs."""

    bare: Checkpoint
    size: int
    held: Checkpoint
    loras: tuple[Lora, ...] = ()
    merge: Merge = field(default_factory=Merge)


class Shelf:
    """Gives out one set of weights at a time: what was taken is right until the next `take`."""

    def __init__(self, setup: Setup, device: torch.device) -> None:
        self._catalogue = Catalogue(setup.checkpoint, setup.finder, setup.supplies)
        self._unsafe = setup.supplies.unsafe
        self._threads = setup.torch_threads
        self.nets = Nets(setup.supplies, device, self._catalogue.controls, self._make_room_for_net)
        self._tuning = setup.tuning
        self._device = device
        self._budget = int(setup.supplies.memory_gib * 2**30) or _budget_of(device)
        self._slots: dict[str, _Slot] = {}  # the one longest not used first
        self._read: dict[tuple[str, Path, int], tuple[Delta, ...]] = {}

    def default(self) -> Checkpoint:
        """The checkpoint of the setting as it is, loaded where it is not yet. Raises what `load` raises."""
        return self.take(Weights(self._catalogue.default))

    def take(self, weights: Weights) -> Checkpoint:
        """The checkpoint of that name with those LoRAs in it, loaded and merged where it is not yet.

        Raises CheckpointChanged, LoraMissing, LoraUnfit and what `load` raises.
        """
        slot = self._slot(weights.checkpoint)
        if slot.loras != weights.loras:
            self._merge(slot, weights)
        return slot.held

    def bare(self, checkpoint: str) -> Checkpoint:
        """The checkpoint of that name, whatever LoRAs are in it: for its VAE."""
        return self._slot(checkpoint).bare

    def _slot(self, name: str) -> _Slot:
        slot = self._slots.pop(name, None)
        if slot is None:
            slot = self._load(name)
        self._slots[name] = slot
        return slot

    def _load(self, name: str) -> _Slot:
        model = self._catalogue.checkpoint(name)
        sizes: list[int] = []

        def make_room(size: int) -> None:
            sizes.append(size)
            self._make_room(size)

        loaded = load(
            model.where, self._device, vae=model.vae, unsafe=self._unsafe, tuning=self._tuning, make_room=make_room
        )
        set_threads(self._threads, loaded)
        return _Slot(loaded, sum(sizes), loaded)

    def _make_room_for_net(self, size: int) -> None:
        self._make_room(size, spared=1)  # the checkpoint that it is for

    def _make_room(self, size: int, spared: int = 0) -> None:
        """Let go of what was longest not used, until so many bytes more are within the budget.

        ControlNets go first: they are smaller, and sooner there again. Of the checkpoints, so many stay in any case.
        """
        while size + self._size() > self._budget and (self.nets.let_go() or self._let_go(spared)):
            continue
        gc.collect()  # modules refer to each other in circles
        free_memory(self._device)

    def _size(self) -> int:
        return self.nets.size + sum(slot.size for slot in self._slots.values())

    def _let_go(self, spared: int) -> bool:
        if len(self._slots) <= spared:
            return False
        del self._slots[next(iter(self._slots))]
        return True

    def _merge(self, slot: _Slot, weights: Weights) -> None:
        wanted = [(lora.name, lora.weight, self._deltas(slot, weights.checkpoint, lora.name)) for lora in weights.loras]
        slot.merge.undo()
        slot.held, slot.loras, slot.merge = slot.bare, (), Merge()
        if not wanted:
            return
        slot.merge = merge(slot.bare.pipeline, wanted)
        slot.loras = weights.loras
        if any(speaks(deltas) for _name, _weight, deltas in wanted):
            # what was read of texts before was read by other encoders
            slot.held = replace(slot.bare, encoder=PromptEncoder(slot.bare.pipeline))

    def _deltas(self, slot: _Slot, checkpoint: str, name: str) -> Sequence[Delta]:
        path = self._catalogue.lora(checkpoint, name)
        try:
            key = checkpoint, path, path.stat().st_mtime_ns
            deltas = self._read.pop(key, None)
            self._read[key] = read(name, path, slot.bare.pipeline) if deltas is None else deltas
        except OSError as error:
            raise LoraMissing(name) from error
        if len(self._read) > _LORAS_READ:
            del self._read[next(iter(self._read))]
        return self._read[key]


def _budget_of(device: torch.device) -> int:
    """Bytes."""
    if device.type == "cuda":
        return int(torch.cuda.get_device_properties(device).total_memory * _SHARE)
    if device.type == "mps":
        return int(torch.mps.recommended_max_memory() * _SHARE)
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 2**34
    return int(pages * _SHARE_OF_MAIN_MEMORY)
