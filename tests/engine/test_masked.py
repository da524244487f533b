"""Inpaint and outpaint, on UNets of 4 and of 9 channels."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionXLPipeline
from PIL import Image, ImageDraw
from torch import Tensor

from bot.canvas import Canvas
from bot.engine import checkpoints
from bot.engine.checkpoints import Checkpoint
from bot.engine.latents import decode, pixels_of
from bot.engine.pixels import Pixels
from bot.engine.samples import Sample
from bot.engine.tasks import begin, paint, read
from bot.engine.tick import tick
from bot.requests import Blend, Hash, Image2Image, Inpaint, Outpaint, Request, SchedulerName, Text2Image, shared
from tests.engine import tiny
from tests.engine.stock import CLOSE, apart, theirs

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers and numpy 2

PX = 64


@pytest.fixture(scope="module", params=[4, 9])
def folder(request: pytest.FixtureRequest, tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == 4:
        return tiny_folder
    return tiny.write_folder(tmp_path_factory.mktemp("nine"), in_channels=9)


@pytest.fixture(scope="module")
def checkpoint(folder: Path) -> Checkpoint:
    torch.set_num_threads(1)
    return checkpoints.load(str(folder), torch.device("cpu"))


@pytest.fixture(scope="module")
def stock(folder: Path) -> StableDiffusionXLPipeline:
    pipeline = StableDiffusionXLPipeline.from_pretrained(folder, add_watermarker=False)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def png(image: Image.Image) -> tuple[Hash, bytes]:
    out = BytesIO()
    image.save(out, "PNG")
    return Hash(hashlib.sha256(out.getvalue()).hexdigest()), out.getvalue()


def noise(width: int, height: int, seed: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def disc() -> Image.Image:
    mask = Image.new("L", (PX, PX))
    ImageDraw.Draw(mask).ellipse((10, 6, 50, 60), fill=255)
    return mask


PHOTO, PHOTO_PNG = png(noise(PX, PX, 3))
OTHER, OTHER_PNG = png(noise(PX, PX, 4))
MASK, MASK_PNG = png(disc())
PICTURES: Mapping[Hash, bytes] = {PHOTO: PHOTO_PNG, OTHER: OTHER_PNG, MASK: MASK_PNG}

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
INPAINT = Inpaint.within(TEXT, PHOTO, 1.0, mask=MASK, where="")
OUTPAINT = Outpaint.around(TEXT, PHOTO, Canvas(PX, PX, left=24, bottom=16))
BLEND = Blend(**shared(TEXT), images=(PHOTO, OTHER), weights=(1.0, 2.0), strength=0.7)


def sample(checkpoint: Checkpoint, request: Request) -> Sample:
    return begin(checkpoint, request, read(request, PICTURES), request.seed)


def alone(checkpoint: Checkpoint, request: Request) -> Tensor:
    """Final latents."""
    only = sample(checkpoint, request)
    while not only.done:
        tick(checkpoint, [only])
    return only.latents


def pixels(checkpoint: Checkpoint, request: Request) -> Pixels:
    return paint(checkpoint, request, read(request, PICTURES), request.seed, lambda _step: None)


@pytest.mark.parametrize("strength", [1.0, 0.6])
@pytest.mark.parametrize("name", get_args(SchedulerName))
def test_inpaint_ends_in_the_latents_of_the_stock_pipeline(
    name: SchedulerName, strength: float, checkpoint: Checkpoint, stock: StableDiffusionXLPipeline
) -> None:
    request = replace(INPAINT, scheduler=name, strength=strength)

    assert apart(alone(checkpoint, request), theirs(stock, request, noise(PX, PX, 3), disc())) <= CLOSE


def test_without_guidance_it_agrees_as_well(checkpoint: Checkpoint, stock: StableDiffusionXLPipeline) -> None:
    request = replace(INPAINT, guidance_scale=1.0, strength=0.9)

    assert apart(alone(checkpoint, request), theirs(stock, request, noise(PX, PX, 3), disc())) <= CLOSE


def a_crowd() -> list[Request]:
    """Every task, inpaint with every scheduler, no two alike in steps, strength and guidance."""
    crowd: list[Request] = [TEXT, Image2Image.over(TEXT, PHOTO, 0.7), OUTPAINT, replace(OUTPAINT, scheduler="euler_a")]
    for index, name in enumerate(get_args(SchedulerName)):
        strength = 1.0 if index % 2 else 0.5 + 0.1 * (index % 4)
        numbers = replace(INPAINT, num_inference_steps=3 + index % 4, guidance_scale=1.0 + 0.2 * index, seed=index)
        crowd.append(replace(numbers, scheduler=name, strength=strength))
    return [*crowd, BLEND]


def test_in_a_mixed_batch_each_ends_as_it_would_alone_and_as_the_stock_pipeline(
    checkpoint: Checkpoint, stock: StableDiffusionXLPipeline
) -> None:
    crowd = a_crowd()
    samples = [sample(checkpoint, request) for request in crowd]
    there, waiting = samples[:4], samples[4:]
    while there:
        tick(checkpoint, there)
        there = [each for each in there if not each.done] + waiting[:2]
        waiting = waiting[2:]

    for request, painted in zip(crowd, samples, strict=True):
        expected = (
            theirs(stock, request, noise(PX, PX, 3), disc())
            if isinstance(request, Inpaint)
            else alone(checkpoint, request)
        )
        assert apart(painted.latents, expected) <= CLOSE, request


@pytest.mark.parametrize("strength", [1.0, 0.5, 0.01])
def test_outside_of_the_mask_every_pixel_is_the_pictures_own(checkpoint: Checkpoint, strength: float) -> None:
    painted = pixels(checkpoint, replace(INPAINT, strength=strength))

    photo, outside = np.asarray(Image.open(BytesIO(PHOTO_PNG))), np.asarray(disc()) == 0
    assert np.array_equal(painted[outside], photo[outside])
    assert not np.array_equal(painted[~outside], photo[~outside])


def test_an_outpainted_picture_is_there_unchanged_but_for_a_band(checkpoint: Checkpoint) -> None:
    request = replace(OUTPAINT, width=PX + 24, height=PX + 16)

    painted = pixels(checkpoint, request)

    inner = np.asarray(Image.open(BytesIO(PHOTO_PNG)))
    assert painted.shape == (PX + 16, PX + 24, 3)
    assert np.array_equal(painted[: PX - 16, 24 + 16 :], inner[: PX - 16, 16:])


@pytest.mark.parametrize(
    "change",
    [lambda text: text, lambda text: Image2Image.over(text, PHOTO, 0.6), lambda _text: BLEND, lambda _text: OUTPAINT],
)
def test_every_task_is_painted_on_both_kinds_of_unet(
    checkpoint: Checkpoint, change: Callable[[Text2Image], Any]
) -> None:
    latents = alone(checkpoint, change(TEXT))

    assert torch.isfinite(latents).all()
    assert pixels_of(decode(checkpoint.vae, latents)).shape == (PX, PX, 3)


def test_the_same_request_paints_the_same_picture(checkpoint: Checkpoint) -> None:
    for request in (INPAINT, OUTPAINT, BLEND):
        assert np.array_equal(pixels(checkpoint, request), pixels(checkpoint, request))
        assert not np.array_equal(pixels(checkpoint, request), pixels(checkpoint, replace(request, seed=12)))
