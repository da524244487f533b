from __future__ import annotations

from io import BytesIO

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bot.canvas import Canvas
from bot.images.ground import around, fitted, mask_of, within

Grey = NDArray[np.uint8]
EIGHTHS = st.integers(0, 4).map(lambda eighths: 8 * eighths)
CANVASES = (
    st.builds(
        lambda width, height, left, top, right, bottom: Canvas(
            left + width + right, top + height + bottom, left, top, right, bottom
        ),
        *(st.integers(1, 8).map(lambda eighths: 8 * eighths) for _ in range(2)),
        *(EIGHTHS for _ in range(4)),
    )
    .filter(lambda canvas: canvas.inner != (canvas.width, canvas.height))
    .filter(lambda canvas: min(canvas.inner) > 0)
)


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def disc(width: int, height: int) -> Image.Image:
    mask = Image.new("L", (width, height))
    ImageDraw.Draw(mask).ellipse((width // 4, height // 4, 3 * width // 4, 3 * height // 4), fill=255)
    return mask


def grey(image: Image.Image) -> Grey:
    return np.asarray(image)


@given(spots=st.lists(st.tuples(*(st.integers(0, 63) for _ in range(4))), max_size=4), seed=st.integers(0, 9))
def test_outside_of_any_mask_every_pixel_is_the_pictures_own(spots: list[tuple[int, ...]], seed: int) -> None:
    picture, mask = noise(64, 64, seed), Image.new("L", (64, 64))
    for left, top, right, bottom in spots:
        ImageDraw.Draw(mask).rectangle((min(left, right), min(top, bottom), max(left, right), max(top, bottom)), 255)

    result = within(picture, mask).under(noise(64, 64, seed + 1))

    outside = grey(mask) == 0
    assert np.array_equal(grey(result)[outside], grey(picture)[outside])


def test_in_the_middle_of_a_mask_only_what_was_painted_is_seen() -> None:
    painted = noise(256, 256, 1)

    result = within(noise(256, 256), disc(256, 256)).under(painted)

    assert result.getpixel((128, 128)) == painted.getpixel((128, 128))


def test_a_thin_stroke_is_painted_as_well() -> None:
    mask = Image.new("L", (512, 512))
    ImageDraw.Draw(mask).line((100, 100, 400, 300), fill=255, width=3)
    picture, painted = Image.new("RGB", (512, 512), "black"), Image.new("RGB", (512, 512), "white")

    result = within(picture, mask).under(painted)

    assert grey(result)[grey(mask) > 0].min() > 0


def test_a_mask_is_cut_as_its_picture_is() -> None:
    picture = Image.new("RGB", (300, 100))
    picture.paste("red", (120, 20, 180, 80))
    mask = picture.convert("L").point(lambda value: 255 if value else 0)

    fit = fitted(png(picture), 64, 64)
    drawn = mask_of(png(mask.resize((150, 50))), 64, 64)

    differs = (grey(fit)[..., 0] > 127) != (grey(drawn) > 0)
    assert set(np.unique(grey(drawn))) == {0, 255}
    assert differs.mean() < 0.05  # the edge's own pixels


def test_a_grey_mask_becomes_black_and_white() -> None:
    ground = within(noise(64, 64), Image.linear_gradient("L").resize((64, 64)))

    assert set(np.unique(grey(ground.mask))) == {0, 255}


@given(canvas=CANVASES, seed=st.integers(0, 9))
def test_around_a_picture_everything_is_painted_and_inside_only_a_band(canvas: Canvas, seed: int) -> None:
    picture = noise(*canvas.inner, seed)
    ground = around(png(picture), canvas)
    painted = noise(canvas.width, canvas.height, seed + 1)

    result, mask = grey(ground.under(painted)), grey(ground.mask)

    left, top, right, bottom = canvas.box
    inside = np.zeros(mask.shape, dtype=bool)
    inside[top:bottom, left:right] = True
    whole = grey(ground.picture)
    assert np.array_equal(whole[top:bottom, left:right], grey(picture))
    assert (mask[~inside] == 255).all()
    assert np.array_equal(result[~inside], grey(painted)[~inside])
    assert np.array_equal(result[mask == 0], whole[mask == 0])
    assert (mask[inside] == 0).any() or min(canvas.inner) <= 8


def test_what_is_kept_of_a_picture_is_nearly_all_of_it() -> None:
    ground = around(png(noise(1024, 1024)), Canvas(1536, 1024, left=512))

    kept = grey(ground.mask) == 0
    assert kept.sum() / 1024**2 > 0.93
    assert kept[:, -1].all()  # no band along a side that does not grow


def test_the_edges_of_a_picture_run_on_to_those_of_the_canvas() -> None:
    picture = noise(16, 24)
    ground = around(png(picture), Canvas(40, 48, left=8, top=16, right=16, bottom=8))

    whole, inner = grey(ground.picture), grey(picture)
    assert np.array_equal(whole, np.pad(inner, ((16, 8), (8, 16), (0, 0)), mode="edge"))


def test_from_the_edge_of_a_picture_inwards_what_was_painted_fades() -> None:
    ground = around(png(noise(512, 512)), Canvas(768, 512, left=256))

    along = grey(ground.cover)[256].astype(int)
    assert along[255] == 255
    assert (np.diff(along[255:400]) <= 0).all()
    assert along[256 + 32] == 0
