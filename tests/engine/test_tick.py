"""Many samples in one UNet call, joining and leaving at any step, against the stock pipelines one after another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionXLPipeline
from PIL import Image

from bot.engine import checkpoints
from bot.engine.checkpoints import Checkpoint
from bot.engine.origin import origin_of
from bot.engine.tasks import begin
from tests.engine import tiny
from tests.engine.crowd import a_crowd, run_together, sources_of
from tests.engine.stock import CLOSE, apart, theirs
from tests.engine.test_loras import TEXT

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


def test_late_joiners_and_early_leavers_end_in_the_latents_of_the_stock_pipelines(
    checkpoint: Checkpoint, stock: StableDiffusionXLPipeline
) -> None:
    px = checkpoint.unet.config.sample_size * 8
    photo = Image.fromarray(np.random.default_rng(3).integers(0, 256, (px, px, 3), dtype=np.uint8))
    mask = Image.new("L", (px, px))
    mask.paste(255, (px // 4, 0, px, px // 2))
    crowd = a_crowd(replace(TEXT, width=px, height=px), tasks=3 if px == tiny.NATIVE_PX else 1)
    samples = [begin(checkpoint, request, sources_of(request, photo, mask), request.seed) for request in crowd]

    rows = run_together(checkpoint, samples)

    assert max(rows) > 6
    assert {sample.group for sample in samples} == {samples[0].group}
    worst = {
        (request.task, request.scheduler): apart(sample.latents, theirs(stock, request, photo, mask))
        for request, sample in zip(crowd, samples, strict=True)
    }
    assert max(worst.values()) <= CLOSE, worst
