"""Many samples in one UNet call, joining and leaving at any step, against the stock pipelines one after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionXLPipeline
from PIL import Image

from bot.engine import checkpoints
from bot.engine.checkpoints import Checkpoint
from bot.engine.origin import origin_of
from bot.engine.samples import Sample
from bot.engine.tasks import begin
from bot.engine.tick import tick
from bot.requests import Hash, Image2Image, Request, SchedulerName, Text2Image
from tests.engine.stock import CLOSE, apart, theirs

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers and numpy 2


@pytest.fixture(scope="module", params=["random", "builtin"])
def folder(request: pytest.FixtureRequest, tiny_folder: Path) -> str:
    return str(tiny_folder) if request.param == "random" else origin_of("builtin").where


@pytest.fixture(scope="module")
def checkpoint(folder: str) -> Checkpoint:
    torch.set_num_threads(1)
    return checkpoints.load(folder, torch.device("cpu"))


@pytest.fixture(scope="module")
def stock(folder: str) -> StableDiffusionXLPipeline:
    pipeline = StableDiffusionXLPipeline.from_pretrained(folder, dtype=torch.float32, add_watermarker=False)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def a_crowd(px: int) -> list[Request]:
    """Every scheduler and task, and no two alike in steps, guidance, texts or seed."""
    crowd: list[Request] = []
    for index, name in enumerate(get_args(SchedulerName)):
        text = Text2Image(
            prompt=f"a cat number {index}",
            prompt_2="" if index % 2 else "rain",
            negative_prompt="grain" if index % 3 else "",
            width=px,
            height=px,
            num_inference_steps=3 + index % 4,
            guidance_scale=1.0 + 0.5 * index,
            scheduler=name,
            seed=index,
            count=1,
            checkpoint="",
        )
        over = Image2Image.over(replace(text, seed=100 + index), Hash("0" * 64), 0.4 + 0.1 * (index % 5))
        crowd += [text, over]
    return crowd


def run(checkpoint: Checkpoint, waiting: Sequence[Sample]) -> list[int]:
    """Three begin, one more joins at each tick, and who is done leaves; the rows of each tick."""
    there, waiting, rows = list(waiting[:3]), list(waiting[3:]), []
    while there:
        tick(checkpoint, there)
        rows.append(sum(sample.rows for sample in there))
        there = [sample for sample in there if not sample.done] + waiting[:1]
        waiting = waiting[1:]
    return rows


def test_late_joiners_and_early_leavers_end_in_the_latents_of_the_stock_pipelines(
    checkpoint: Checkpoint, stock: StableDiffusionXLPipeline
) -> None:
    px = checkpoint.unet.config.sample_size * 8
    noise = np.random.default_rng(3).integers(0, 256, (px, px, 3), dtype=np.uint8)
    sources = [Image.fromarray(noise)]
    crowd = a_crowd(px)
    samples = [
        begin(checkpoint, request, sources if isinstance(request, Image2Image) else [], request.seed)
        for request in crowd
    ]

    rows = run(checkpoint, samples)

    assert max(rows) > 6
    assert {sample.group for sample in samples} == {samples[0].group}
    worst = {
        (request.task, request.scheduler): apart(sample.latents, theirs(stock, request, sources))
        for request, sample in zip(crowd, samples, strict=True)
    }
    assert max(worst.values()) <= CLOSE, worst
