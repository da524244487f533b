"""What decides whether two samples may share a UNet call. Pure values; imports no torch."""

from __future__ import annotations

from dataclasses import dataclass

from bot.requests import Lora, Painting


@dataclass(frozen=True, slots=True)
class Weights:
    """A checkpoint by name, with LoRAs in it. `loras` are in one order, whichever way a person wrote them."""

    checkpoint: str
    loras: tuple[Lora, ...] = ()

    @classmethod
    def of(cls, request: Painting) -> Weights:
        return cls(request.checkpoint, tuple(sorted(request.loras, key=lambda lora: (lora.name, lora.weight))))


@dataclass(frozen=True, slots=True)
class Group:
    """Samples of one group share a UNet call; steps, guidance, scheduler, strength and task need not agree.

    `height` and `width` are those of the latents, an eighth of the picture's; `tokens` is 77 * k. `controls` names the
    ControlNets, and whatever of them has to be the same for all rows.
    """

    weights: Weights
    height: int
    width: int
    tokens: int
    controls: tuple[str, ...] = ()
