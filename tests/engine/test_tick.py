"""Many samples in one UNet call, joining and leaving at any step, against the stock pipelines one after another."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionXLPipeline
from PIL import Image
from torch.overrides import TorchFunctionMode

from bot.engine import checkpoints
from bot.engine.checkpoints import Checkpoint
from bot.engine.origin import origin_of
from bot.engine.prompts import Embeddings
from bot.engine.samples import Keep, Sample
from bot.engine.tasks import begin
from bot.requests import Inpaint
from tests.engine import tiny
from tests.engine.crowd import a_crowd, run_alone, run_together, sources_of
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


class Copied(TorchFunctionMode):
    """Counts what goes from the CPU to the device; "meta" has no numbers, so that asking it for one raises."""

    times = 0

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor) and result.is_meta and func in (torch.Tensor.to, torch.tensor):
            self.times += not (isinstance(args[0], torch.Tensor) and args[0].is_meta)
        return result


def on_the_device(sample: Sample) -> Sample:
    """Begun on the CPU, since what is done once may wait for the device."""
    texts = Embeddings(*(getattr(sample.texts, field.name).to("meta") for field in fields(Embeddings)))
    keep = None if sample.keep is None else Keep(*(getattr(sample.keep, one.name).to("meta") for one in fields(Keep)))
    moved = {name: getattr(sample, name).to("meta") for name in ("latents", "time_ids", "times")}
    return replace(sample, texts=texts, keep=keep, **moved)


def test_a_tick_never_waits_for_the_device_and_noise_alone_is_sent_to_it(tiny_folder: Path) -> None:
    begun = checkpoints.load(str(tiny_folder), torch.device("cpu"))
    crowd = [replace(r, num_inference_steps=3) for r in a_crowd(TEXT) if not isinstance(r, Inpaint)]
    photo, mask = Image.new("RGB", (64, 64), "red"), Image.new("L", (64, 64), 255)
    samples = [begin(begun, request, sources_of(request, photo, mask), request.seed) for request in crowd]
    checkpoint = replace(begun, pipeline=begun.pipeline.to("meta"))
    copies: dict[tuple[str, str], float] = {}

    for request, sample in zip(crowd, map(on_the_device, samples), strict=True):
        with Copied() as copied:
            run_alone(checkpoint, sample)
        copies[request.task, request.scheduler] = copied.times / len(sample.course.timesteps)

    quiet = {"euler", "euler_trailing", "dpm++_2m_karras", "ddim", "tcd"}
    assert {which: count for which, count in copies.items() if which[1] in quiet} == {
        (task, name): 0 for task in ("text2image", "image2image") for name in quiet
    }
    # theirs draw noise at every step
    assert all(copies["text2image", name] <= 1 for name in ("euler_a", "dpm++_2m_sde", "lcm"))
