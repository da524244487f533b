"""A picture as somebody sent it becomes a picture that can be worked with. The sender is not to be trusted.

Everything here is CPU work, up to seconds and hundreds of megabytes on a hostile file: the bot does it through
`bot.images.uploads`, in another process.
"""

from __future__ import annotations

import contextlib
import math
import re
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile

from bot.errors import BadPicture, BrokenPicture, PictureTooLarge, TooManyPixels, UnknownPicture
from bot.images.colours import eight_bit, flat, srgb

MAX_SIDE_PX = 2048
"""Pictures are scaled down to this: twice what SDXL paints."""

MIB = 2**20
_MEGAPIXEL = 1e6

_MAGIC = re.compile(
    rb"(?P<JPEG>\xff\xd8\xff)|(?P<PNG>\x89PNG\r\n\x1a\n)|(?P<GIF>GIF8[79]a)|(?P<BMP>BM)|(?P<WEBP>RIFF.{4}WEBP)"
    rb"|(?P<TIFF>II[*+]\0|MM\0[*+])|(?P<BOXES>....ftyp)",
    re.DOTALL,
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})

_ORIENTATION_TAG = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each EXIF orientation; 1 and everything unknown is upright already."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a sent picture may be: file size in bytes, and width x height."""

    max_bytes: int
    max_pixels: int


def read(data: bytes, limits: Limits) -> bytes:
    """The first frame as a PNG file: upright, sRGB, 8-bit RGB on white, at most MAX_SIDE_PX, without any metadata.

    Sizes are checked before anything is decoded. Raises PictureTooLarge, TooManyPixels, UnknownPicture (none of the
    formats in the allow-list) or BrokenPicture. Sets Pillow's bomb guard while it reads: one at a time.
    """
    check_bytes(data, limits)
    kind = format_of(data)
    try:
        # Pillow warns of what is judged here, or harmless
        with _bomb_guard(limits.max_pixels), warnings.catch_warnings(action="ignore"):
            return _normal(data, kind, limits)
    except BadPicture:
        raise
    except Image.DecompressionBombError as error:  # far above the limit, found before there was a size to look at
        pixels = re.search(r"\d+", str(error))
        raise _too_many(int(pixels[0]) if pixels else 2 * limits.max_pixels, limits) from error
    except Exception as error:  # on a lying file decoders raise nearly anything
        raise BrokenPicture from error


@contextlib.contextmanager
def _bomb_guard(max_pixels: int) -> Iterator[None]:
    before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, max_pixels
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def check_bytes(data: bytes, limits: Limits) -> None:
    """Raises PictureTooLarge."""
    if len(data) > limits.max_bytes:
        raise PictureTooLarge(math.ceil(len(data) / MIB * 10) / 10, limits.max_bytes / MIB)


def format_of(data: bytes) -> str:
    """Pillow's name of the format, by its first bytes alone: one decoder sees the file, or none. UnknownPicture."""
    magic = _MAGIC.match(data)
    if magic is None or magic.lastgroup is None:
        raise UnknownPicture
    return _brand_of(data) if magic.lastgroup == "BOXES" else magic.lastgroup


def _brand_of(data: bytes) -> str:
    """AVIF or HEIF: the file type box lists what may read it. A HEIF of AVIF pictures may call itself `mif1`."""
    (end,) = struct.unpack(">I", data[:4])
    brands = {data[at : at + 4] for at in (8, *range(16, min(end, 256), 4))}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    if brands & _HEIF_BRANDS:
        return "HEIF"
    raise UnknownPicture


def _normal(data: bytes, kind: str, limits: Limits) -> bytes:
    if kind == "HEIF":
        _learn_heif()
    with Image.open(BytesIO(data), formats=(kind,)) as file:
        _check_size(file, limits)
        file.draft(None, _fitted(file.size))  # a JPEG can be decoded at a fraction of its size
        file.load()
        upright = _UPRIGHT.get(_orientation(file))
        image = eight_bit(file)
        image.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX), Image.Resampling.LANCZOS, reducing_gap=2.0)
        image = srgb(flat(image), file.info.get("icc_profile"))
    if upright is not None:
        image = image.transpose(upright)
    return as_png(image)


def as_png(image: Image.Image) -> bytes:
    """An RGB picture as a file with nothing but pixels in it; fast rather than small."""
    bare = image.copy()
    bare.info = {}
    out = BytesIO()
    bare.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _check_size(file: ImageFile.ImageFile, limits: Limits) -> None:
    width, height = file.size
    if width < 1 or height < 1:
        raise BrokenPicture
    if width * height > limits.max_pixels:
        raise _too_many(width * height, limits)


def _too_many(pixels: int, limits: Limits) -> TooManyPixels:
    return TooManyPixels(math.ceil(pixels / _MEGAPIXEL * 10) / 10, limits.max_pixels / _MEGAPIXEL)


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, MAX_SIDE_PX / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _orientation(file: ImageFile.ImageFile) -> int:
    """As EXIF has it; a picture whose EXIF cannot be read is as upright as anybody can tell."""
    try:
        return int(file.getexif().get(_ORIENTATION_TAG, 1))
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, struct.error):
        return 1


def _learn_heif() -> None:
    from pillow_heif import register_heif_opener  # noqa: PLC0415 - the bot process needs no HEIF decoder

    # embedded thumbnails may show something else; two threads keep the memory bounded
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=2)
