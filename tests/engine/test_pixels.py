from __future__ import annotations

import io

import numpy as np
from PIL import Image

from bot.engine.pixels import fitted, jpeg, png


def halves(width: int, height: int) -> bytes:
    """Left half red, right half blue."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_a_picture_is_cropped_in_the_middle_and_not_squeezed() -> None:
    image = fitted(halves(400, 100), 64, 64)

    assert image.size == (64, 64)
    assert image.getpixel((2, 32)) == (255, 0, 0)
    assert image.getpixel((61, 32)) == (0, 0, 255)
    assert abs(np.asarray(image)[..., 0].mean() - 127) < 4  # the border between them is still in the middle


def test_a_small_picture_is_enlarged_to_the_size() -> None:
    assert fitted(halves(10, 20), 128, 96).size == (128, 96)


def test_files_hold_the_pixels() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (24, 16, 3), dtype=np.uint8)

    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png(pixels)))), pixels)
    assert Image.open(io.BytesIO(jpeg(pixels))).size == (16, 24)
