"""What the built-in checkpoint paints, over ten seeds each: with fewer steps than people get, which is harder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bot.engine import checkpoints
from bot.engine.card import card_of
from bot.engine.checkpoints import Checkpoint
from bot.engine.origin import origin_of
from bot.engine.tasks import paint
from bot.requests import Hash, Image2Image, Text2Image

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers and numpy 2

SEEDS = range(10)
PX = 128
LIMIT_BYTES = 16_000_000

Picture = NDArray[np.float64]
"""[height, width, 3], 0-255."""


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    torch.set_num_threads(1)
    return checkpoints.load("builtin", torch.device("cpu"))


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    """A green hill under a pink sky, with a white sun: nothing like a sea at night."""
    picture = Image.new("RGB", (PX, PX), (245, 170, 190))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((-40, 70, 168, 220), fill=(70, 150, 60))
    draw.ellipse((20, 15, 50, 45), fill="white")
    return picture


def request(prompt: str, steps: int = 6) -> Text2Image:
    return Text2Image(
        prompt=prompt,
        prompt_2="",
        negative_prompt="",
        width=PX,
        height=PX,
        num_inference_steps=steps,
        guidance_scale=3.0,
        scheduler="euler",
        seed=0,
        count=1,
        checkpoint="builtin",
    )


def pictures(checkpoint: Checkpoint, prompt: str) -> Iterable[Picture]:
    for seed in SEEDS:
        yield paint(checkpoint, request(prompt), [], seed, lambda _step: None).astype(np.float64)


def redness(picture: Picture) -> float:
    """Red above blue, 0-255."""
    return float((picture[..., 0] - picture[..., 2]).mean())


def test_every_sea_at_night_is_darker_than_every_sea_at_day(checkpoint: Checkpoint) -> None:
    night = [float(picture.mean()) for picture in pictures(checkpoint, "sea at night")]
    day = [float(picture.mean()) for picture in pictures(checkpoint, "sea at day")]

    assert max(night) + 30 < min(day)


def test_every_red_background_is_redder_than_every_blue_one(checkpoint: Checkpoint) -> None:
    red = [redness(picture) for picture in pictures(checkpoint, "red background")]
    blue = [redness(picture) for picture in pictures(checkpoint, "blue background")]

    assert min(red) > max(blue) + 100


def test_a_photo_is_nearer_at_strength_0_3_than_at_0_9(checkpoint: Checkpoint, photo: Image.Image) -> None:
    def distances(strength: float) -> list[float]:
        over = Image2Image.over(request("sea at night", steps=10), Hash("0" * 64), strength)
        painted = (paint(checkpoint, over, [photo], seed, lambda _step: None) for seed in SEEDS)
        return [float(np.abs(picture.astype(np.float64) - np.asarray(photo)).mean()) for picture in painted]

    near, far = distances(0.3), distances(0.9)

    assert max(near) + 10 < min(far)


def test_it_is_a_small_folder_of_safetensors_that_says_what_suits_it() -> None:
    folder = Path(origin_of("builtin").where)
    files = [path for path in folder.rglob("*") if path.is_file()]

    assert sum(path.stat().st_size for path in files) <= LIMIT_BYTES
    assert {path.suffix for path in files} <= {".json", ".safetensors", ".txt", ".md"}
    assert card_of("builtin").native_px == PX
