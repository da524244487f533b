from __future__ import annotations

import contextlib
import struct
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms

from bot.errors import BadPicture, BrokenPicture, PictureTooLarge, TooManyPixels, UnknownPicture
from bot.images import Limits, chunks, read
from bot.images.reading import MAX_SIDE_PX
from tests.hostile import pictures
from tests.hostile.honest import honest, painted
from tests.hostile.sent_files import png

LIMITS = Limits(max_bytes=20 * 2**20, max_pixels=50_000_000)
CORNERS = {(8, 8): (255, 0, 0), (55, 8): (0, 255, 0), (8, 39): (0, 0, 255), (55, 39): (255, 255, 255)}
TO_FILE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera that is held so would store an upright picture."""


def quarters(mode: str = "RGB") -> Image.Image:
    """Red, green, blue and white."""
    picture = Image.new("RGB", (64, 48))
    for (x, y), colour in CORNERS.items():
        picture.paste(colour, (x // 32 * 32, y // 24 * 24, x // 32 * 32 + 32, y // 24 * 24 + 24))
    return picture.convert(mode)


def opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(read(data, LIMITS)), formats=("PNG",)) as file:
        file.load()
        return file


def near(seen: Any, wanted: tuple[int, ...], tolerance: int) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(seen, wanted, strict=True))


def assert_quarters(picture: Image.Image, tolerance: int = 24) -> None:
    assert (picture.mode, picture.size) == ("RGB", (64, 48))
    for place, colour in CORNERS.items():
        assert near(picture.getpixel(place), colour, tolerance), place


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("JPEG", "RGB", {"quality": 95}),
        ("JPEG", "RGB", {"quality": 95, "progressive": True}),
        ("JPEG", "CMYK", {"quality": 95}),
        ("PNG", "RGB", {}),
        ("PNG", "RGBA", {}),
        ("PNG", "P", {}),
        ("WEBP", "RGB", {"quality": 95}),
        ("WEBP", "RGBA", {"lossless": True}),
        ("GIF", "P", {}),
        ("BMP", "RGB", {}),
        ("BMP", "P", {}),
        ("TIFF", "RGB", {}),
        ("TIFF", "RGB", {"compression": "tiff_lzw"}),
        ("TIFF", "RGB", {"compression": "jpeg", "quality": 95}),
        ("TIFF", "CMYK", {}),
        ("TIFF", "YCbCr", {}),
        ("TIFF", "P", {}),
        ("TIFF", "LAB", {}),
        ("AVIF", "RGB", {"quality": 95, "speed": 10}),
        ("AVIF", "RGBA", {"quality": 95, "speed": 10}),
        ("HEIF", "RGB", {"quality": 95}),
        ("HEIF", "RGBA", {"quality": 95}),
        ("MPO", "RGB", {"quality": 95, "save_all": True, "append_images": [Image.new("RGB", (64, 48))]}),
    ],
)
def test_every_format_and_mode_keeps_its_colours(kind: str, mode: str, options: dict[str, Any]) -> None:
    assert_quarters(opened(painted(kind, quarters(mode), **options)))


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "1"), ("PNG", "L"), ("PNG", "LA"), ("TIFF", "1"), ("BMP", "L")])
def test_grey_becomes_rgb(kind: str, mode: str) -> None:
    step = Image.new("L", (64, 48), 0)
    step.paste(255, (32, 0, 64, 48))

    picture = opened(painted(kind, step.convert(mode)))

    assert (picture.getpixel((8, 8)), picture.getpixel((55, 8))) == ((0, 0, 0), (255, 255, 255))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_and_not_clipped(kind: str) -> None:
    deep = Image.new("I;16", (3, 1))
    for x, value in enumerate((0, 32896, 65535)):
        deep.putpixel((x, 0), value)

    picture = opened(painted(kind, deep))

    assert [picture.getpixel((x, 0)) for x in range(3)] == [(0, 0, 0), (128, 128, 128), (255, 255, 255)]


@pytest.mark.parametrize(("kind", "samples"), [(2, (65535, 32896, 0)), (6, (65535, 32896, 0, 65535))])
def test_sixteen_bits_of_colour_are_scaled(kind: int, samples: tuple[int, ...]) -> None:
    deep = png(1, 1, b"\0" + struct.pack(f">{len(samples)}H", *samples), kind=kind, depth=16)

    assert opened(deep).getpixel((0, 0)) == (255, 128, 0)


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0, 3e6])
def test_floats_are_scaled_by_what_white_must_be(white: float) -> None:
    deep = Image.new("F", (2, 1), white)
    deep.putpixel((0, 0), white / 2)

    picture = opened(painted("TIFF", deep))

    assert near(picture.getpixel((0, 0)), (127, 127, 127), 1)
    assert picture.getpixel((1, 0)) == (255, 255, 255)


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), -1.0])
def test_floats_that_are_no_colours_still_give_a_picture(odd: float) -> None:
    assert opened(painted("TIFF", Image.new("F", (4, 4), odd))).size == (4, 4)


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("WEBP", {"lossless": True}), ("TIFF", {})])
def test_what_is_transparent_becomes_white(kind: str, options: dict[str, Any]) -> None:
    glass = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    glass.putpixel((1, 1), (255, 0, 0, 255))
    glass.putpixel((2, 2), (0, 0, 0, 128))

    picture = opened(painted(kind, glass, **options))

    assert picture.getpixel((0, 0)) == (255, 255, 255)
    assert picture.getpixel((1, 1)) == (255, 0, 0)
    assert near(picture.getpixel((2, 2)), (127, 127, 127), 1)


@pytest.mark.parametrize("mode", ["P", "L", "RGB", "1"])
def test_a_transparent_colour_becomes_white(mode: str) -> None:
    black = Image.new(mode, (4, 4), 0)

    assert opened(painted("PNG", black, transparency=(0, 0, 0) if mode == "RGB" else 0)).getpixel((0, 0)) == (
        255,
        255,
        255,
    )


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_pictures_stand_upright(kind: str, orientation: int) -> None:
    stored = quarters()
    if orientation in TO_FILE:
        stored = stored.transpose(TO_FILE[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation

    assert_quarters(opened(painted(kind, stored, exif=exif.tobytes(), quality=95)), tolerance=40)


def test_a_colour_profile_is_turned_into_srgb() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = swapped.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")

    picture = opened(painted("PNG", Image.new("RGB", (4, 4), (255, 0, 0)), icc_profile=swapped))

    assert near(picture.getpixel((0, 0)), (0, 255, 0), 2)


@pytest.mark.parametrize("profile", [b"", b"nonsense", b"\0" * 5000])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_broken_colour_profile_is_left_out_of_account(mode: str, profile: bytes) -> None:
    assert opened(painted("TIFF", quarters(mode), icc_profile=profile)).size == (64, 48)


def test_a_profile_for_other_colours_is_left_out_of_account() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    assert_quarters(opened(painted("JPEG", quarters("CMYK"), quality=95, icc_profile=srgb)))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
def test_an_animation_gives_its_first_frame(kind: str) -> None:
    black = Image.new("RGB", (64, 48))

    assert_quarters(opened(painted(kind, quarters(), save_all=True, append_images=[black, black])), tolerance=60)


@pytest.mark.parametrize("name", honest())
def test_nothing_but_pixels_is_kept(name: str) -> None:
    kinds = {found.kind for found in chunks.chunks(read(honest()[name], LIMITS))}

    assert kinds == {b"IHDR", b"IDAT", b"IEND"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("size", "expected"), [((4096, 3000), (2048, 1500)), ((5000, 1), (2048, 1)), ((9, 7), (9, 7))])
def test_large_pictures_are_scaled_down(kind: str, size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert opened(painted(kind, Image.new("RGB", size))).size == expected
    assert MAX_SIDE_PX == 2048


def test_reading_again_changes_nothing() -> None:
    once = read(honest()["jpeg"], LIMITS)

    assert read(once, LIMITS) == once


def test_the_size_of_the_file_is_looked_at_first() -> None:
    with pytest.raises(PictureTooLarge) as caught:
        read(b"not even a picture", Limits(max_bytes=17, max_pixels=1))

    assert caught.value.size_mib > caught.value.limit_mib


@pytest.mark.parametrize("size", [(8000, 7000), (2**31 - 1, 2**31 - 1)])
def test_the_number_of_pixels_is_looked_at_before_any_of_them(size: tuple[int, int]) -> None:
    with pytest.raises(TooManyPixels) as caught:
        read(png(*size, b""), LIMITS)

    assert caught.value.megapixels == pytest.approx(size[0] * size[1] / 1e6, rel=0.01)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"])
def test_every_format_is_held_to_the_number_of_pixels(kind: str) -> None:
    with pytest.raises(TooManyPixels):
        read(painted(kind), Limits(max_bytes=10**6, max_pixels=64 * 48 - 1))


@pytest.mark.parametrize("kind", ["ICO", "PPM", "TGA", "PCX", "SGI", "JPEG2000", "PDF", "EPS", "DDS", "QOI", "ICNS"])
def test_formats_that_nobody_sends_have_no_decoder_here(kind: str) -> None:
    with pytest.raises(UnknownPicture):
        read(painted(kind, Image.new("RGB", (64, 64))), LIMITS)


@pytest.mark.parametrize("name", honest())
def test_a_quarter_of_a_file_is_broken(name: str) -> None:
    whole = honest()[name]

    with pytest.raises(BrokenPicture):
        read(whole[: len(whole) // 4], LIMITS)


def test_hostile_files_end_in_a_named_error_or_a_picture() -> None:
    small = Limits(max_bytes=20 * 2**20, max_pixels=4_000_000)  # the rest is for the process of its own
    for data in pictures():
        with contextlib.suppress(BadPicture):
            assert read(data, small).startswith(chunks.SIGNATURE)
