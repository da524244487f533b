"""What an engine can be asked for, by name: its own checkpoint, those registered, LoRAs, controls. Imports no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.engine.backend import Capabilities, Fast, LoraCard
from bot.engine.card import capabilities_of
from bot.engine.companions import companions_of
from bot.engine.origin import BUILTIN
from bot.engine.registry import Model, Models, Registry
from bot.engine.supplies import Supplies
from bot.engine.words import words_of
from bot.errors import CheckpointChanged, LoraMissing, UnknownCheckpoint
from bot.requests import ControlKind


class Catalogue:
    """Each look is a fresh one: what the owner registers meanwhile is there, in the bot and in the engine process."""

    def __init__(self, checkpoint: str, finder: str, supplies: Supplies) -> None:
        self._finder = finder
        self._supplies = supplies
        self._registry = Registry(supplies.models, unsafe=supplies.unsafe) if supplies.models else None
        offers = capabilities_of(checkpoint, finder)
        self.default = offers.checkpoint
        self._own = Model(name=self.default, where=checkpoint)
        self._offers = {self._own: offers}
        self._cards: dict[Model, LoraCard] = {}

    def offers(self, checkpoint: str = "") -> Capabilities:
        """What suits a checkpoint, the engine's own without a name. Raises UnknownCheckpoint."""
        checkpoints = self._checkpoints()
        model = checkpoints.get(checkpoint or self.default)
        if model is None:
            raise UnknownCheckpoint(checkpoint, ", ".join(checkpoints))
        if model not in self._offers:
            self._offers[model] = capabilities_of(model.where, self._finder)
        return replace(
            self._offers[model],
            checkpoint=model.name,
            checkpoints=tuple(checkpoints),
            loras=tuple(map(self._card, self._loras(model).values())),
            controls=tuple(self._controls(model)),
            fast=self._fast(model),
        )

    def _fast(self, model: Model) -> Fast | None:
        """The owner's for the engine's own checkpoint, once it is registered; else what comes with the checkpoint."""
        fast = self._supplies.fast if model is self._own else None
        return fast if fast is not None and fast.lora in self._loras(model) else companions_of(model.where).fast

    def has(self, checkpoint: str) -> bool:
        return checkpoint in self._checkpoints()

    def checkpoint(self, name: str) -> Model:
        """With the VAE that it is to have. Raises CheckpointChanged, since no request is made for one that is not."""
        model = self._checkpoints().get(name)
        if model is None:
            raise CheckpointChanged(name)
        return replace(model, vae=model.vae or ("" if model.where == BUILTIN else self._supplies.vae))

    def controls(self, checkpoint: str) -> Mapping[ControlKind, str]:
        """Where the ControlNets are that a checkpoint can be painted with; none for one that is not there."""
        model = self._checkpoints().get(checkpoint)
        return self._controls(model) if model else {}

    def lora(self, checkpoint: str, name: str) -> Path:
        """The file of one that is registered, or comes with that checkpoint. Raises LoraMissing."""
        model = self._loras(self._checkpoints().get(checkpoint)).get(name)
        if model is None:
            raise LoraMissing(name)
        return file_of(model)

    def _checkpoints(self) -> Models:
        """The engine's own first, which a registered one of its name does not replace."""
        registered = self._registry.models("checkpoints") if self._registry else {}
        return {self.default: self._own} | {name: one for name, one in registered.items() if name != self.default}

    def _loras(self, checkpoint: Model | None) -> Models:
        """What comes with the checkpoint hides others of that name."""
        registered = self._registry.models("loras") if self._registry else {}
        own = companions_of(checkpoint.where).loras if checkpoint else {}
        return dict(sorted({**registered, **own}.items()))

    def _controls(self, checkpoint: Model) -> Mapping[ControlKind, str]:
        """What comes with the checkpoint fits, which the owner's for another one does not."""
        named = {kind: where for kind, where in self._supplies.controls if where}
        return {**named, **companions_of(checkpoint.where).controls}

    def _card(self, model: Model) -> LoraCard:
        if model not in self._cards:
            self._cards[model] = LoraCard(model.name, model.words or words_of(Path(model.where)))
        return self._cards[model]


def file_of(model: Model) -> Path:
    """A LoRA's file: itself, the one in its folder, or a hub's, which is fetched the first time. Raises LoraMissing."""
    path = Path(model.where)
    if path.is_file():
        return path
    if not path.exists():
        path = _fetched(model)
    files = sorted(path.glob("*.safetensors"), key=lambda file: (file.stem != "pytorch_lora_weights", file.name))
    if not files:
        raise LoraMissing(model.name)
    return files[0]


def _fetched(model: Model) -> Path:
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - 20 MB that only a hub id is worth
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError  # noqa: PLC0415

    try:
        return Path(snapshot_download(model.where, allow_patterns=["*.safetensors"]))
    except (OSError, HFValidationError, HfHubHTTPError) as error:
        raise LoraMissing(model.name) from error
