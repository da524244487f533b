from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.canvas import Canvas, Growth, around, as_it_is, towards

NATIVE = st.sampled_from([64, 128, 512, 1024])
SIDE = st.integers(16, 2048)
EIGHTHS = st.integers(96, 160).map(lambda eighths: 8 * eighths)
SHARE = st.floats(0, 0.5)
GROWTH = st.builds(Growth, SHARE, SHARE, SHARE, SHARE)


def limit(native_px: int) -> int:
    return int(native_px * 1.5) ** 2


def parts(canvas: Canvas) -> tuple[int, ...]:
    return canvas.width, canvas.height, canvas.left, canvas.top, canvas.right, canvas.bottom, *canvas.inner


@given(width=SIDE, height=SIDE, growth=GROWTH, native_px=NATIVE, zoom=st.booleans())
def test_every_canvas_is_whole_latents_within_the_limit_and_holds_its_picture(
    width: int, height: int, growth: Growth, native_px: int, *, zoom: bool
) -> None:
    size = as_it_is((width, height), native_px, limit(native_px))

    canvas = around(size, growth, native_px, limit(native_px), zoom=zoom)

    assert all(part >= 0 and part % 8 == 0 for part in parts(canvas))
    assert min(canvas.inner) >= 8
    assert canvas.width * canvas.height <= limit(native_px)


@given(width=EIGHTHS, height=EIGHTHS, growth=GROWTH)
def test_a_picture_keeps_its_pixels_where_its_canvas_can_be_painted(width: int, height: int, growth: Growth) -> None:
    whole = width * growth.wider * height * growth.taller
    assume(0.81 * 1024**2 < whole < 0.95 * limit(1024))

    assert around((width, height), growth, 1024, limit(1024)).inner == (width, height)


@given(width=EIGHTHS, height=EIGHTHS)
def test_a_size_that_can_be_painted_stays_as_it_is(width: int, height: int) -> None:
    assume(0.8 * 1024**2 <= width * height <= limit(1024))

    assert as_it_is((width, height), 1024, limit(1024)) == (width, height)


@given(width=SIDE, height=SIDE, aspect=st.floats(0.25, 4))
def test_growing_towards_an_aspect_takes_nothing_away_and_grows_one_way_only(
    width: int, height: int, aspect: float
) -> None:
    growth = towards(aspect, (width, height))

    assert abs(width * growth.wider / (height * growth.taller) / aspect - 1) < 1e-6
    assert min(growth.wider, growth.taller) == 1


def test_zooming_out_keeps_the_size_and_makes_the_picture_smaller() -> None:
    canvas = around((1024, 1024), Growth(0.5, 0.5, 0.5, 0.5), 1024, 1536**2, zoom=True)

    assert canvas == Canvas(1024, 1024, 256, 256, 256, 256)


def test_one_direction_leaves_the_other_sides_alone() -> None:
    assert around((1024, 768), Growth(right=0.5), 1024, 1536**2) == Canvas(1536, 768, right=512)
