from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.images import as_jpeg, as_webp, grid, size_of
from tests.hostile.honest import painted, scene


def test_a_jpeg_keeps_its_size_where_it_may() -> None:
    with Image.open(BytesIO(as_jpeg(painted("PNG"), 10**6))) as file:
        assert (file.format, file.size) == ("JPEG", (64, 48))


@pytest.mark.parametrize("max_bytes", [20_000, 5000, 1000])
def test_a_jpeg_is_made_to_fit(max_bytes: int) -> None:
    noisy = painted("PNG", scene(size=(256, 256)))

    assert 300 < len(as_jpeg(noisy, max_bytes)) <= max_bytes


def test_a_limit_that_no_picture_meets_is_refused() -> None:
    with pytest.raises(ValueError, match="no picture"):
        as_jpeg(painted("PNG"), 10)


@pytest.mark.parametrize(
    ("count", "expected"), [(1, (64, 48)), (2, (136, 48)), (3, (136, 104)), (4, (136, 104)), (5, (208, 104))]
)
def test_a_grid_is_as_square_as_can_be(count: int, expected: tuple[int, int]) -> None:
    assert size_of(grid([painted("PNG")] * count)) == expected


def test_a_grid_is_read_as_a_text_is() -> None:
    colours = ["red", "lime", "blue"]
    sheet = grid([painted("PNG", Image.new("RGB", (8, 8), colour)) for colour in colours])

    with Image.open(BytesIO(sheet)) as file:
        seen = [file.getpixel(place) for place in ((4, 4), (20, 4), (4, 20), (20, 20), (11, 4))]
    assert seen == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (255, 255, 255)]


def test_a_webp_is_made_to_fit() -> None:
    noisy = painted("PNG", scene(size=(256, 256)))
    data = as_webp(noisy, 5000)

    assert len(data) <= 5000
    with Image.open(BytesIO(data)) as file:
        assert file.format == "WEBP"
