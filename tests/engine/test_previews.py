from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from bot.engine import checkpoints
from bot.engine.checkpoints import Checkpoint
from bot.engine.pixels import Pixels
from bot.engine.previews import PREVIEWS, preview, shown_at
from bot.engine.tasks import paint
from bot.engine.tick import Step
from bot.requests import SchedulerName, Text2Image

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers and numpy 2

REQUEST = Text2Image(
    prompt="a red house in a field at sunset",
    prompt_2="",
    negative_prompt="",
    width=128,
    height=128,
    num_inference_steps=8,
    guidance_scale=3.0,
    scheduler="euler",
    seed=3,
    count=1,
    checkpoint="builtin",
)


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    torch.set_num_threads(1)
    return checkpoints.load("builtin", torch.device("cpu"))


@pytest.fixture(scope="module")
def another(checkpoint: Checkpoint) -> Pixels:
    """Picture."""
    return paint(checkpoint, replace(REQUEST, prompt="snow on a mountain"), [], 4, lambda _step: None)


def halved(pixels: Pixels) -> NDArray[np.float64]:
    return np.asarray(Image.fromarray(pixels).reduce(2), dtype=np.float64)


@given(steps=st.integers(1, 1000))
def test_previews_are_few_and_none_is_of_the_last_step(steps: int) -> None:
    shown = shown_at(steps)

    assert len(shown) <= PREVIEWS
    assert all(0 < step < steps for step in shown)
    assert shown or steps == 1


@pytest.mark.parametrize("name", get_args(SchedulerName))
def test_a_preview_foretells_the_picture_from_the_middle_on(
    name: SchedulerName, checkpoint: Checkpoint, another: Pixels
) -> None:
    previews: list[Pixels] = []

    def watch(step: Step) -> None:
        previews.append(preview(checkpoint.vae, step))

    final = halved(paint(checkpoint, replace(REQUEST, scheduler=name), [], 3, watch))

    apart = [float(np.abs(shown - final).mean()) for shown in previews]
    assert apart[-2] < apart[0]
    assert apart[4] < np.abs(halved(another) - final).mean() / 2


def test_a_preview_is_at_most_256_pixels_a_side(checkpoint: Checkpoint) -> None:
    shapes: list[tuple[int, ...]] = []

    paint(
        checkpoint,
        replace(REQUEST, width=512, height=256, num_inference_steps=1),
        [],
        1,
        lambda step: shapes.append(preview(checkpoint.vae, step).shape),
    )

    assert shapes == [(128, 256, 3)]
