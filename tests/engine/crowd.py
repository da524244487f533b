"""Requests that share ticks: every scheduler and task, who come and go at any step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from PIL import Image

from bot.engine.checkpoints import Checkpoint
from bot.engine.samples import Sample
from bot.engine.tasks.masked import images_of
from bot.engine.tick import tick
from bot.images.ground import within
from bot.requests import Hash, Image2Image, Inpaint, Request, SchedulerName, Text2Image

PHOTO = Hash("c" * 64)
MASK = Hash("d" * 64)


def a_crowd(text: Text2Image, *, tasks: int = 3, first: int = 0) -> list[Request]:
    """Every scheduler with so many of the three tasks that have stock pipelines, the `first`th of them first.

    No two schedulers alike in texts, steps, guidance, strength and seed.
    """
    crowd: list[Request] = []
    for index, name in enumerate(get_args(SchedulerName)):
        own = replace(
            text,
            prompt=f"a cat number {index}",
            prompt_2="" if index % 2 else "rain",
            negative_prompt="grain" if index % 3 else "",
            num_inference_steps=3 + index % 4,
            guidance_scale=1.0 + 0.5 * index,
            scheduler=name,
            seed=index,
        )
        over = Image2Image.over(replace(own, seed=100 + index), PHOTO, 0.4 + 0.1 * (index % 5))
        part = Inpaint.within(replace(own, seed=200 + index), PHOTO, 1.0 if index % 2 else 0.7, mask=MASK, where="")
        every: tuple[Request, ...] = (own, over, part)
        crowd += [every[(first + index + more) % len(every)] for more in range(tasks)]
    return crowd


def sources_of(request: Request, photo: Image.Image, mask: Image.Image) -> Sequence[Image.Image]:
    """As the request's task reads them."""
    match request:
        case Image2Image():
            return (photo,)
        case Inpaint():
            return images_of(within(photo, mask))
        case _:
            return ()


def run_together(checkpoint: Checkpoint, waiting: Sequence[Sample]) -> list[int]:
    """Three begin, one more joins at each tick, and who is done leaves; the rows of each tick."""
    there, waiting, rows = list(waiting[:3]), list(waiting[3:]), []
    while there:
        tick(checkpoint, there)
        rows.append(sum(sample.rows for sample in there))
        there = [sample for sample in there if not sample.done] + waiting[:1]
        waiting = waiting[1:]
    return rows


def run_alone(checkpoint: Checkpoint, sample: Sample) -> None:
    while not sample.done:
        tick(checkpoint, [sample])
