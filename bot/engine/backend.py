"""The seam between the bot and whatever paints."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.jobs import Done, JobId, Progress
from bot.requests import ControlKind, Hash, Request, SchedulerName


@dataclass(frozen=True, slots=True)
class LoraCard:
    """A LoRA by name. `words` in a prompt bring out what it was trained on."""

    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fast:
    """A distilled LoRA, by name, and what it was distilled for."""

    lora: str
    num_inference_steps: int = 4
    guidance_scale: float = 1.0
    scheduler: SchedulerName = "euler_trailing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a backend can do and what suits its checkpoint; known at once, before any weight is loaded.

    `checkpoint` is its name, as requests say it. `native_px` is the side of the square that it was trained at,
    `max_pixels` the largest width x height. `finds_by_words`: whether it can inpaint what `Inpaint.where` names.
    `fast`: what the quality of that name is painted with, if the owner has such a LoRA.
    """

    tasks: frozenset[str]
    checkpoint: str
    native_px: int
    max_pixels: int
    schedulers: tuple[SchedulerName, ...]
    scheduler: SchedulerName
    num_inference_steps: int
    guidance_scale: float
    strength: float
    can_cancel: bool
    reports_steps: bool
    finds_by_words: bool = False
    fast: Fast | None = None
    checkpoints: tuple[str, ...] = ()
    """All that may be asked for, the backend's own first."""
    loras: tuple[LoraCard, ...] = ()
    controls: tuple[ControlKind, ...] = ()


class Backend(Protocol):
    """One device, or one remote service, that paints one request at a time or many."""

    name: str

    def offers(self, checkpoint: str = "") -> Capabilities:
        """What may be asked of it with this checkpoint, by default its own. Raises UnknownCheckpoint."""
        ...

    def room(self, request: Request) -> bool:
        """Whether this request may be admitted now. A `paint` counts from before its first wait until its end."""
        ...

    def paint(
        self, job_id: JobId, request: Request, pictures: Mapping[Hash, bytes]
    ) -> AsyncGenerator[Progress | Done, None]:
        """Paint; ends after `Done`. Closing the generator cancels, and returns when the device is free again.

        Cancelling the task that waits for its next event does the same, within a step: the dispatcher does this.
        `pictures` are normalised PNG files (RGB, upright, sRGB), one for each of `pictures_of(request)`.
        Raises OutOfMemory, EngineDied (running again may help), CheckpointMissing, PaintFailed (it would not).
        """
        ...

    async def sketch(self, kind: ControlKind, picture: bytes, width: int, height: int) -> bytes:
        """What a ControlNet of that kind would be shown of a picture: a PNG file of that size.

        Raises ControlMissing, EngineDied and PaintFailed.
        """
        ...

    async def start(self) -> None:
        """Begin to load; returns at once, `paint` waits for readiness."""
        ...

    async def stop(self) -> None:
        """Finish what is on the device, then let go of it. Idempotent."""
        ...

    async def kill(self) -> None:
        """Let go of the device at once, whatever it does. Idempotent."""
        ...
