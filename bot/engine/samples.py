"""A sample: one picture of one request, on its way from noise. Everything here is for the device's thread only."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import torch
from diffusers import SchedulerMixin
from torch import Tensor

from bot.engine.groups import Group, Weights
from bot.engine.pixels import Pixels
from bot.engine.prompts import Embeddings
from bot.engine.residuals import Hint
from bot.engine.schedulers import scheduler_for
from bot.requests import Painting, SchedulerName


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of one sample: a scheduler of its own, which holds their state, and the timesteps that it will run.

    `timesteps`: [steps], on the CPU, so that no comparison in a scheduler waits for the device. `generator` is on
    the CPU too: the same noise on every device.
    """

    scheduler: SchedulerMixin
    timesteps: Tensor
    generator: torch.Generator
    extras: Mapping[str, Any]
    """What this scheduler's step takes besides, as the stock pipelines give it."""

    def noise(self, like: Tensor) -> Tensor:
        """The generator's next, of this shape and dtype, on this device."""
        return torch.randn(like.shape, generator=self.generator, dtype=like.dtype).to(like.device)

    def noised(self, latents: Tensor, noise: Tensor) -> Tensor:
        """`latents` with as much noise as the first step takes away from."""
        return cast("Tensor", self.scheduler.add_noise(latents, noise, self.timesteps[:1]))

    def step(self, prediction: Tensor, timestep: Tensor, latents: Tensor) -> Tensor:
        """The next latents, in the dtype of these."""
        stepped = self.scheduler.step(prediction, timestep, latents, return_dict=False, **self.extras)[0]
        return cast("Tensor", stepped.to(latents.dtype))


def course(
    name: SchedulerName, num_inference_steps: int, config: Mapping[str, Any], seed: int, strength: float = 1.0
) -> Course:
    """The last `strength` of a scheduler's steps, but never none. `config` is the checkpoint's own scheduler's."""
    scheduler = scheduler_for(name, num_inference_steps, config)
    scheduler.set_timesteps(num_inference_steps, device="cpu")
    run = min(max(int(num_inference_steps * strength), 1), num_inference_steps)
    skipped = (num_inference_steps - run) * scheduler.order
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(skipped)
    generator = torch.Generator("cpu").manual_seed(seed)
    taken = inspect.signature(scheduler.step).parameters
    extras = {name: value for name, value in (("generator", generator), ("eta", 0.0)) if name in taken}
    return Course(scheduler, scheduler.timesteps[skipped:], generator, extras)


@dataclass(frozen=True, slots=True)
class Keep:
    """What a step must not change: outside of `mask` the latents follow `latents`, with the noise of their timestep.

    All [1, 1 or 4, height, width]; the mask is 1 where it is painted.
    """

    mask: Tensor
    latents: Tensor
    noise: Tensor


def _as_it_is(pixels: Pixels) -> Pixels:
    return pixels


@dataclass(slots=True, kw_only=True)
class Sample:
    """`latents` [1, 4, height, width] and `index`, the steps that are done, change with every tick; nothing else does.

    `time_ids`: [1, 6], the sizes that SDXL is told. `times`: [steps], the course's timesteps on the device.
    `extra`: [1, k, height, width], further channels behind the latents for UNets that have them.
    `hints` are in the order of `group.controls`. `finish` works on the painted pixels, on the desk's thread.
    """

    group: Group
    course: Course
    latents: Tensor
    texts: Embeddings
    guidance_scale: float
    time_ids: Tensor
    times: Tensor
    index: int = 0
    extra: Tensor | None = None
    keep: Keep | None = None
    hints: tuple[Hint, ...] = ()
    finish: Callable[[Pixels], Pixels] = _as_it_is

    @property
    def rows(self) -> int:
        """How many rows it takes of a UNet call: guidance needs a second one."""
        return 2 if self.guidance_scale > 1 else 1

    @property
    def done(self) -> bool:
        return self.index == len(self.course.timesteps)

    def advance(self, prediction: Tensor) -> None:
        """One step by what the UNet said, with guidance: [1, 4, height, width]."""
        timesteps = self.course.timesteps
        self.latents = self.course.step(prediction, timesteps[self.index], self.latents)
        self.index += 1
        if self.keep is not None:
            self.latents = self._kept(self.keep, timesteps[self.index : self.index + 1])

    def _kept(self, keep: Keep, following: Tensor) -> Tensor:
        """`following` is the timestep of the next step, or none after the last one: then no noise is left."""
        outside = keep.latents
        if len(following):
            outside = self.course.scheduler.add_noise(outside, keep.noise, following)
        return (1 - keep.mask) * outside + keep.mask * self.latents


def sample(request: Painting, course: Course, latents: Tensor, texts: Embeddings) -> Sample:
    """A sample before its first step. `latents`: [1, 4, height, width], with the noise that this step expects."""
    height, width = latents.shape[-2:]
    sizes = [request.height, request.width, 0, 0, request.height, request.width]
    return Sample(
        group=Group(Weights.of(request), height, width, texts.prompt.shape[1]),
        course=course,
        latents=latents,
        texts=texts,
        guidance_scale=request.guidance_scale,
        time_ids=torch.tensor([sizes], dtype=texts.prompt.dtype, device=texts.prompt.device),
        times=course.timesteps.to(latents.device, torch.float32),
    )
