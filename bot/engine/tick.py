"""A tick: one UNet call for the rows of several samples, then each sample's own guidance and scheduler step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import torch
from diffusers import SchedulerMixin
from torch import Tensor

from bot.engine.checkpoints import Checkpoint
from bot.engine.residuals import residuals
from bot.engine.samples import Sample


@dataclass(frozen=True, slots=True)
class Rows:
    """What a UNet is given: one row for each sample, two where it has guidance (without its texts, then with them).

    `latents` [rows, 4 or more, height, width], at the variance that the UNet expects; `times` [rows]; `prompt`
    [rows, 77 * k, width]; `pooled` [rows, projection]; `time_ids` [rows, 6]. `samples` names each row's own.
    """

    latents: Tensor
    times: Tensor
    prompt: Tensor
    pooled: Tensor
    time_ids: Tensor
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A denoising step that has been done, counted from 1. All tensors [1, 4, height / 8, width / 8], on the device.

    `latents` is what the step left, `model_input` what the UNet saw before it (at unit variance) and `prediction`
    what it said, with guidance.
    """

    number: int
    timestep: float
    latents: Tensor
    model_input: Tensor
    prediction: Tensor
    scheduler: SchedulerMixin


@dataclass(frozen=True, slots=True)
class Predicted:
    """A sample's own rows, one or two: what the UNet saw and what it said of it. Both [rows, 4, height, width]."""

    inputs: Tensor
    noise: Tensor


def tick(checkpoint: Checkpoint, samples: Sequence[Sample]) -> tuple[Step, ...]:
    """One step further for each of these samples of one group, whose weights the checkpoint must hold now."""
    predicted = predict(checkpoint, samples)
    return tuple(step(sample, rows) for sample, rows in zip(samples, predicted, strict=True))


@torch.no_grad()
def predict(checkpoint: Checkpoint, samples: Sequence[Sample]) -> tuple[Predicted, ...]:
    """One UNet call for all of them, which changes none of them."""
    rows = _rows(samples)
    taken = [sample.rows for sample in samples]
    latents = rows.latents[:, : samples[0].latents.shape[1]]
    parts = zip(torch.split(latents, taken), torch.split(_predict(checkpoint, rows), taken), strict=True)
    return tuple(Predicted(inputs, noise) for inputs, noise in parts)


@torch.no_grad()
def step(sample: Sample, predicted: Predicted) -> Step:
    """Guidance and the sample's own scheduler step."""
    prediction = predicted.noise[-1:]
    if sample.rows > 1:
        prediction = predicted.noise[:1] + sample.guidance_scale * (prediction - predicted.noise[:1])
    timestep = float(sample.course.timesteps[sample.index])
    sample.advance(prediction)
    return Step(sample.index, timestep, sample.latents, predicted.inputs[-1:], prediction, sample.course.scheduler)


def _rows(samples: Sequence[Sample]) -> Rows:
    guided = [sample.rows > 1 for sample in samples]
    both = list(zip(samples, guided, strict=True))
    owners = tuple(sample for sample in samples for _row in range(sample.rows))
    inputs = [_input(sample) for sample in samples]
    return Rows(
        latents=torch.cat([x for x, sample in zip(inputs, samples, strict=True) for _row in range(sample.rows)]),
        times=torch.cat([sample.times[sample.index : sample.index + 1] for sample in owners]),
        prompt=torch.cat([t for s, two in both for t in ([s.texts.negative] if two else []) + [s.texts.prompt]]),
        pooled=torch.cat([t for s, two in both for t in ([s.texts.negative_pooled] if two else []) + [s.texts.pooled]]),
        time_ids=torch.cat([sample.time_ids for sample in owners]),
        samples=owners,
    )


def _input(sample: Sample) -> Tensor:
    """[1, 4 or more, height, width]"""
    timestep = sample.course.timesteps[sample.index]
    scaled = cast("Tensor", sample.course.scheduler.scale_model_input(sample.latents, timestep))
    return scaled if sample.extra is None else torch.cat([scaled, sample.extra], dim=1)


def _predict(checkpoint: Checkpoint, rows: Rows) -> Tensor:
    """[rows, 4, height, width]"""
    hints = [sample.hints for sample in rows.samples]
    added = {"text_embeds": rows.pooled, "time_ids": rows.time_ids}
    downs, middle = None, None
    if hints[0]:
        downs, middle = residuals(rows.latents, rows.times, rows.prompt, added, hints)
    predicted = checkpoint.unet(
        rows.latents,
        rows.times,
        encoder_hidden_states=rows.prompt,
        added_cond_kwargs=added,
        down_block_additional_residuals=downs,
        mid_block_additional_residual=middle,
        return_dict=False,
    )[0]
    return cast("Tensor", predicted)
