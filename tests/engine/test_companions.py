"""What comes with the built-in checkpoint does what it is for, in pictures that it really paints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bot.commands.quality import tier_of
from bot.engine.backend import Fast
from bot.engine.catalogue import Catalogue
from bot.engine.companions import companions_of
from bot.engine.groups import Weights
from bot.engine.latents import decode, pixels_of
from bot.engine.messages import Setup
from bot.engine.reader import edges
from bot.engine.shelf import Shelf
from bot.engine.supplies import NONE
from bot.engine.tasks import begin
from bot.engine.tick import tick
from bot.errors import ControlNotOffered, LoraMissing
from bot.requests import Control, Hash, Lora, Text2Image

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers on NumPy 2

SEEDS = range(3)
LIMIT_BYTES = 8_000_000
OFFERS = Catalogue("builtin", "", NONE).offers()

Pictures = NDArray[np.float64]
"""[seeds, height, width, 3], 0-255."""


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    torch.set_num_threads(1)
    return Shelf(Setup("builtin", "cpu", 1), torch.device("cpu"))


def a_request(prompt: str, steps: int = 8) -> Text2Image:
    return Text2Image(
        prompt=prompt,
        prompt_2=prompt,
        negative_prompt="",
        width=OFFERS.native_px,
        height=OFFERS.native_px,
        num_inference_steps=steps,
        guidance_scale=OFFERS.guidance_scale,
        scheduler=OFFERS.scheduler,
        seed=0,
        count=1,
        checkpoint=OFFERS.checkpoint,
    )


def fast(request: Text2Image) -> Text2Image:
    """As the tier of that name paints it."""
    tier = tier_of("fast", OFFERS)
    return replace(
        request,
        num_inference_steps=tier.num_inference_steps,
        guidance_scale=tier.guidance_scale,
        scheduler=tier.scheduler,
        loras=tier.loras,
    )


def painted(shelf: Shelf, request: Text2Image, hints: Sequence[Image.Image] = ()) -> Pictures:
    """One of each seed."""
    checkpoint = shelf.take(Weights.of(request))
    samples = [begin(checkpoint, request, (), seed) for seed in SEEDS]
    for sample in samples:
        shelf.nets.hold(sample, request.controls, hints)
    while not samples[0].done:
        tick(checkpoint, samples)
    vae = checkpoint.pipeline.vae
    return np.stack([pixels_of(decode(vae, sample.latents)) for sample in samples]).astype(np.float64)


def test_they_are_small_and_come_with_the_package() -> None:
    own = companions_of("builtin")
    folders = [Path(model.where) for model in own.loras.values()] + [Path(where) for where in own.controls.values()]
    files = [file for folder in folders for file in ([folder] if folder.is_file() else folder.iterdir())]

    assert len(files) >= len(folders) + len(own.controls)
    assert sum(file.stat().st_size for file in files) <= LIMIT_BYTES


def test_they_are_offered_with_the_built_in_checkpoint_and_with_no_other(tiny_folder: Path) -> None:
    other = Catalogue(str(tiny_folder), "", NONE).offers()

    assert OFFERS.fast == Fast("fast", num_inference_steps=4, guidance_scale=1.0)
    assert [(card.name, card.words) for card in OFFERS.loras] == [("blueprint", ("blueprint",)), ("fast", ())]
    assert (OFFERS.controls, other.controls, other.fast, other.loras) == (("edges",), (), None, ())


def test_another_checkpoint_does_not_get_them(tiny_folder: Path) -> None:
    other = Shelf(Setup(str(tiny_folder), "cpu", 1), torch.device("cpu"))
    request = replace(a_request("a sea"), checkpoint=tiny_folder.name)
    sample = begin(other.default(), request, (), 0)

    with pytest.raises(LoraMissing):
        other.take(Weights(tiny_folder.name, (Lora("blueprint"),)))
    with pytest.raises(ControlNotOffered):
        other.nets.hold(sample, (Control("edges", Hash("a" * 64), 1.0),), [Image.new("RGB", (128, 128))])


def test_the_fast_tier_paints_in_four_steps_what_twenty_with_guidance_do(shelf: Shelf) -> None:
    request = a_request("a red house on a green field", steps=20)
    quick = fast(request)

    wanted, found = painted(shelf, request), painted(shelf, quick)
    without = painted(shelf, replace(quick, loras=()))

    assert quick.num_inference_steps == 4
    assert np.abs(found - wanted).mean() < 0.6 * np.abs(without - wanted).mean()


def test_the_fast_tier_paints_plain_ground_in_the_colour_that_was_asked_for(shelf: Shelf) -> None:
    red, blue = (painted(shelf, fast(a_request(f"a ball, {colour} background"))) for colour in ("red", "blue"))

    assert (border(red)[:, 0] > border(red)[:, 2] + 60).all()
    assert (border(blue)[:, 2] > border(blue)[:, 0] + 60).all()


def border(pictures: Pictures) -> NDArray[np.float64]:
    """The mean colour [seeds, 3] along the upper edge."""
    mean: NDArray[np.float64] = pictures[:, :8].mean(axis=(1, 2))
    return mean


def test_the_blueprint_lora_turns_pictures_blue(shelf: Shelf) -> None:
    request = a_request("blueprint, a red house on a green field")

    plain, with_it = painted(shelf, request), painted(shelf, replace(request, loras=(Lora("blueprint", 1.0),)))

    assert (blueness(with_it) > blueness(plain) + 40).all()


def blueness(pictures: Pictures) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = (pictures[..., 2] - pictures[..., 0]).mean(axis=(1, 2))
    return mean


def test_edges_are_followed(shelf: Shelf) -> None:
    request = a_request("a big red house, white background")
    hint = edges(a_house())
    control = Control("edges", Hash("a" * 64), 1.0)

    free, held = painted(shelf, request), painted(shelf, replace(request, controls=(control,)), [hint])

    assert (agreement(held, hint) > agreement(free, hint) + 0.1).all()


def a_house() -> Image.Image:
    """Away from the middle, where the checkpoint would not put it."""
    picture = Image.new("RGB", (128, 128), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 70, 110, 115), fill="red")
    pen.polygon(((52, 70), (85, 35), (118, 70)), fill="brown")
    return picture


def agreement(pictures: Pictures, hint: Image.Image) -> NDArray[np.float64]:
    """How much of where a picture changes lies on the lines [seeds], as a correlation -1 to 1."""
    lines = cv2.GaussianBlur(np.asarray(hint.convert("L"), np.float64), (0, 0), 2).ravel()
    greys = pictures.mean(axis=-1)
    slopes = [np.hypot(cv2.Sobel(grey, -1, 1, 0), cv2.Sobel(grey, -1, 0, 1)) for grey in greys]
    return np.array([np.corrcoef(cv2.GaussianBlur(slope, (0, 0), 2).ravel(), lines)[0, 1] for slope in slopes])
