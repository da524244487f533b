from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadOption, TooThin
from bot.i18n import say_problem
from bot.sizes import BUCKETS, Size, parse_size, size_for

NATIVE = st.sampled_from([64, 128, 512, 768, 1024])
ASPECT = st.floats(0.01, 100)
SIDE = st.integers(64, 4096)


def distance(size: tuple[int, int], aspect: float) -> float:
    ratio = size[0] / size[1] / aspect
    return max(ratio, 1 / ratio)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("768x512", Size(768, 512, rounded=False)),
        (" 768 X 512 ", Size(768, 512, rounded=False)),
        ("７６８×５１２", Size(768, 512, rounded=False)),
        ("770x509", Size(768, 512, rounded=True)),
        ("60x64", Size(64, 64, rounded=True)),
        ("1:1", Size(1024, 1024, rounded=False)),
        ("3:2", Size(1216, 832, rounded=False)),
        ("9：16", Size(768, 1344, rounded=False)),
        ("2.39:1", Size(1536, 640, rounded=False)),
        ("square", Size(1024, 1024, rounded=False)),
        ("Portrait", Size(832, 1216, rounded=False)),
        ("landscape", Size(1216, 832, rounded=False)),
        ("세로", Size(832, 1216, rounded=False)),
        ("가로로", Size(1216, 832, rounded=False)),
        ("세로형", Size(832, 1216, rounded=False)),
        ("정사각형으로", Size(1024, 1024, rounded=False)),
        ("와이드", Size(1344, 768, rounded=False)),
        ("핸드폰 배경화면", Size(768, 1344, rounded=False)),
        ("16대9", Size(1344, 768, rounded=False)),
        ("512x768px", Size(512, 768, rounded=False)),
        ("9:1", Size(2048, 512, rounded=True)),
        ("4000x2000", Size(2048, 1024, rounded=True)),
    ],
)
def test_a_typed_size_is_understood(typed: str, expected: Size) -> None:
    assert parse_size(typed, native_px=1024, max_pixels=2 << 20) == expected


@pytest.mark.parametrize(
    "typed", ["", "big", "0x0", "-8x8", "32x512", "99999x64", "512", "0:1", "1:0", "x", "1e3x512", "999999x8", "nan:1"]
)
def test_nonsense_is_a_bad_option(typed: str) -> None:
    with pytest.raises(BadOption) as caught:
        parse_size(typed, native_px=1024, max_pixels=1 << 20)

    assert caught.value.option == "size"
    assert caught.value.value == typed


@pytest.mark.parametrize("typed", ["9999x10", "32x512", "8000x100"])
def test_a_size_with_a_side_too_short_is_refused_for_that(typed: str) -> None:
    with pytest.raises(TooThin) as caught:
        parse_size(typed, native_px=128, max_pixels=128 * 128)

    assert "64" in say_problem("ko", caught.value.problem)
    assert typed in say_problem("en", caught.value.problem)


@given(typed=st.text(max_size=30) | st.lists(st.sampled_from(["세로", "로", "형", " ", "x", "8"])).map("".join))
def test_any_text_is_a_size_or_a_bad_option(typed: str) -> None:
    try:
        size = parse_size(typed, native_px=128, max_pixels=1 << 16)
    except BadOption:
        return
    assert size.width * size.height <= 1 << 16


@given(width=SIDE, height=SIDE, max_pixels=st.integers(1 << 14, 1 << 22))
def test_pixels_are_multiples_of_8_within_the_limit_and_rounding_is_told(
    width: int, height: int, max_pixels: int
) -> None:
    try:
        size = parse_size(f"{width}x{height}", 1024, max_pixels)
    except BadOption:
        assert width * height > max_pixels
        return

    assert size.width % 8 == size.height % 8 == 0
    assert size.width * size.height <= max_pixels
    assert size.rounded == ((size.width, size.height) != (width, height))


@given(aspect=ASPECT, native_px=NATIVE)
def test_no_bucket_is_nearer_to_the_aspect_than_the_chosen_one(aspect: float, native_px: int) -> None:
    width, height = size_for(aspect, native_px)

    best = min(distance(bucket, aspect) for bucket in BUCKETS)
    assert width % 8 == height % 8 == 0
    if native_px >= 128:  # below, a multiple of 8 is too coarse for the list's own ratios
        assert distance((width, height), aspect) == pytest.approx(best)


@given(aspect=ASPECT, native_px=NATIVE)
def test_lying_down_is_standing_up_turned(aspect: float, native_px: int) -> None:
    size = size_for(aspect, native_px)
    turned = size_for(1 / aspect, native_px)

    assert distance(turned, 1 / aspect) == pytest.approx(distance(size, aspect))


@given(native_px=NATIVE)
def test_a_square_is_the_native_one(native_px: int) -> None:
    assert size_for(1.0, native_px) == (native_px, native_px)
