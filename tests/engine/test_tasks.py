from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionXLPipeline
from PIL import Image
from torch import Tensor

from bot.engine import checkpoints
from bot.engine.checkpoints import Checkpoint
from bot.engine.samples import Sample
from bot.engine.tasks import begin, paint
from bot.engine.tick import Step, tick
from bot.errors import PaintFailed
from bot.requests import Hash, Image2Image, Request, SchedulerName, Text2Image, steps_run
from tests.engine.stock import CLOSE, apart, theirs

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers and numpy 2

PX = 64


@pytest.fixture(scope="module")
def checkpoint(tiny_folder: Path) -> Checkpoint:
    torch.set_num_threads(1)
    return checkpoints.load(str(tiny_folder), torch.device("cpu"))


@pytest.fixture(scope="module")
def stock(tiny_folder: Path) -> StableDiffusionXLPipeline:
    pipeline = StableDiffusionXLPipeline.from_pretrained(tiny_folder, add_watermarker=False)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    noise = np.random.default_rng(3).integers(0, 256, (PX, PX, 3), dtype=np.uint8)
    return Image.fromarray(noise)


TEXT = Text2Image(
    prompt="a red cat",
    prompt_2="a cat in the rain",
    negative_prompt="grain",
    width=PX,
    height=PX,
    num_inference_steps=5,
    guidance_scale=5.0,
    scheduler="euler",
    seed=11,
    count=1,
    checkpoint="",
)
OVER = Image2Image.over(TEXT, Hash("0" * 64), 0.7)


def ours(checkpoint: Checkpoint, request: Request, sources: list[Image.Image]) -> Tensor:
    """Final latents."""
    steps: list[Step] = []
    paint(checkpoint, request, sources, request.seed, steps.append)
    assert [step.number for step in steps] == list(range(1, steps_run(request) + 1))
    return steps[-1].latents


@pytest.mark.parametrize("name", get_args(SchedulerName))
def test_text2image_ends_in_the_latents_of_the_stock_pipeline(
    name: SchedulerName, checkpoint: Checkpoint, stock: StableDiffusionXLPipeline
) -> None:
    request = replace(TEXT, scheduler=name)

    assert apart(ours(checkpoint, request, []), theirs(stock, request)) <= CLOSE


@pytest.mark.parametrize("name", get_args(SchedulerName))
def test_image2image_ends_in_the_latents_of_the_stock_pipeline(
    name: SchedulerName, checkpoint: Checkpoint, stock: StableDiffusionXLPipeline, photo: Image.Image
) -> None:
    request = replace(OVER, scheduler=name)

    assert apart(ours(checkpoint, request, [photo]), theirs(stock, request, photo)) <= CLOSE


@pytest.mark.parametrize(
    "request_",
    [replace(TEXT, guidance_scale=1.0), replace(TEXT, negative_prompt=""), replace(TEXT, width=96, height=40)],
)
def test_other_guidance_texts_and_sizes_agree_as_well(
    request_: Text2Image, checkpoint: Checkpoint, stock: StableDiffusionXLPipeline
) -> None:
    assert apart(ours(checkpoint, request_, []), theirs(stock, request_)) <= CLOSE


@pytest.mark.parametrize("steps", [1, 2, 60])
def test_every_scheduler_paints_at_every_number_of_steps(
    steps: int, checkpoint: Checkpoint, photo: Image.Image
) -> None:
    samples: dict[tuple[str, SchedulerName], Sample] = {}
    for name in get_args(SchedulerName):
        text = replace(TEXT, scheduler=name, num_inference_steps=steps, guidance_scale=1.0)
        over = Image2Image.over(text, Hash("0" * 64), 0.4)
        for request, photos in ((text, []), (over, [photo])):
            samples[request.task, name] = begin(checkpoint, request, photos, request.seed)

    while going := [sample for sample in samples.values() if not sample.done]:
        tick(checkpoint, going)

    assert [which for which, sample in samples.items() if not torch.isfinite(sample.latents).all()] == []


@pytest.mark.parametrize("steps", [1, 7, 49, 100])
def test_the_smallest_strength_still_runs_one_step(steps: int, checkpoint: Checkpoint, photo: Image.Image) -> None:
    request = Image2Image.over(replace(TEXT, num_inference_steps=steps), Hash("0" * 64), 0.001)

    assert torch.isfinite(ours(checkpoint, request, [photo])).all()


def test_the_same_request_paints_the_same_pixels_whatever_came_before(checkpoint: Checkpoint) -> None:
    first = paint(checkpoint, TEXT, [], 11, lambda _step: None)
    paint(checkpoint, replace(TEXT, scheduler="euler_a", num_inference_steps=3), [], 5, lambda _step: None)
    second = paint(checkpoint, TEXT, [], 11, lambda _step: None)

    assert first.shape == (PX, PX, 3)
    assert np.array_equal(first, second)
    assert not np.array_equal(first, paint(checkpoint, TEXT, [], 12, lambda _step: None))


def test_what_the_watch_raises_ends_the_painting_at_that_step(checkpoint: Checkpoint) -> None:
    seen: list[int] = []

    def leave(step: Step) -> None:
        seen.append(step.number)
        if step.number == 2:
            raise KeyError

    with pytest.raises(KeyError):
        paint(checkpoint, TEXT, [], 1, leave)

    assert seen == [1, 2]


def test_numbers_that_are_none_fail_instead_of_showing_black(checkpoint: Checkpoint) -> None:
    bias = checkpoint.vae.post_quant_conv.bias
    before = bias.data.clone()
    bias.data[0] = float("nan")
    try:
        with pytest.raises(PaintFailed, match="NaN"):
            paint(checkpoint, TEXT, [], 1, lambda _step: None)
    finally:
        bias.data.copy_(before)
