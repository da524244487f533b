"""The size of a picture: from what a person typed, or a photo's aspect ratio, to one that the checkpoint can paint."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from bot.errors import BadOption, TooThin

MULTIPLE_PX = 8
"""SDXL's VAE makes one latent of 8 x 8 pixels."""
SMALLEST_PX = 64
"""A shorter side has too few latents for the UNet's two halvings to mean anything."""

# (width, height) that SDXL was trained at, for a native side of 1024: appendix I of the SDXL paper, arXiv:2307.01952,
# up to the square; the other half is these lying down. Aspect ratios from 1:4 to 4:1, about a megapixel each.
_UPRIGHT = (
    (512, 2048), (512, 1984), (512, 1920), (512, 1856), (576, 1792), (576, 1728), (576, 1664), (640, 1600), (640, 1536),
    (704, 1472), (704, 1408), (704, 1344), (768, 1344), (768, 1280), (832, 1216), (832, 1152), (896, 1152), (896, 1088),
    (960, 1088), (960, 1024), (1024, 1024),
)  # fmt: skip
BUCKETS = _UPRIGHT + tuple((height, width) for width, height in _UPRIGHT[:-1])
_BUCKETS_NATIVE_PX = 1024

_RATIOS = {"square": 1.0, "portrait": 2 / 3, "landscape": 3 / 2}
_SHAPES = {
    **_RATIOS, "wide": 16 / 9, "tall": 9 / 16, "와이드": 16 / 9, "폰": 9 / 16, "핸드폰": 9 / 16,
    "정사각형": 1.0, "정사각": 1.0, "정방형": 1.0, "네모": 1.0, "세로": 2 / 3, "가로": 3 / 2,
}  # fmt: skip
_ENDING = re.compile(r"(?<=.)(?:형태|형|으로|로|배경화면|배경|화면|모양|사진|그림)$")
_PIXELS = re.compile(r"(\d{1,5})\s*[x×*]\s*(\d{1,5})\s*(?:px|픽셀)?")
_RATIO = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)\s*[:/대]\s*(\d{1,4}(?:\.\d{1,4})?)")


@dataclass(frozen=True, slots=True)
class Size:
    """In pixels, multiples of 8. `rounded` when it is not quite what was asked for, and the person should be told."""

    width: int
    height: int
    rounded: bool


def size_for(aspect: float, native_px: int) -> tuple[int, int]:
    """Width and height that SDXL was trained at, nearest to width / height = `aspect`, for a native side."""
    width, height = min(BUCKETS, key=lambda bucket: abs(math.log(bucket[0] / bucket[1] / aspect)))
    scale = native_px / _BUCKETS_NATIVE_PX
    return _multiple(width * scale), _multiple(height * scale)


def parse_size(text: str, native_px: int, max_pixels: int) -> Size:
    """Read "768x512", "3:2" or "portrait". Pixels are rounded, and shrunk to `max_pixels` in the same aspect ratio.

    Raises BadOption on anything else, and TooThin on sides under 64 pixels.
    """
    typed = unicodedata.normalize("NFKC", text).strip().casefold()
    if pixels := _PIXELS.fullmatch(typed):
        return _of_pixels(int(pixels[1]), int(pixels[2]), max_pixels, text)
    aspect = aspect_of(typed) or _shape(typed)
    if not aspect:
        raise _bad(text)
    width, height = size_for(aspect, native_px)
    extreme = max(width / height for width, height in BUCKETS)
    return Size(width, height, rounded=not 1 / extreme <= aspect <= extreme)


def aspect_of(typed: str) -> float:
    """Width / height of "3:2" or "portrait", in NFKC and small letters; 0 for anything else."""
    ratio = _RATIO.fullmatch(typed)
    return _RATIOS.get(typed, 0.0) if ratio is None else _quotient(float(ratio[1]), float(ratio[2]))


def _of_pixels(width: int, height: int, max_pixels: int, text: str) -> Size:
    if min(width, height) < SMALLEST_PX - MULTIPLE_PX / 2:
        raise _thin(text)
    shrink = min(1.0, math.sqrt(max_pixels / (width * height)))
    size = _multiple(width * shrink), _multiple(height * shrink)
    if size[0] * size[1] > max_pixels:
        size = _multiple_below(width * shrink), _multiple_below(height * shrink)
    if min(size) < SMALLEST_PX:
        raise _thin(text)
    return Size(*size, rounded=size != (width, height))


def _shape(typed: str) -> float:
    """The aspect ratio of a named shape, 0.0 where it is none: "portrait", 세로로, 정사각형."""
    while typed not in _SHAPES:
        shorter = _ENDING.sub("", typed).strip()
        if shorter == typed:
            return 0.0
        typed = shorter
    return _SHAPES[typed]


def _quotient(above: float, below: float) -> float:
    return above / below if below else 0.0


def _multiple(px: float) -> int:
    return max(round(px / MULTIPLE_PX), 1) * MULTIPLE_PX


def _multiple_below(px: float) -> int:
    return int(px / MULTIPLE_PX) * MULTIPLE_PX


def _bad(text: str) -> BadOption:
    return BadOption("size", text, f"768x512, 3:2, {', '.join(_SHAPES)}")


def _thin(text: str) -> TooThin:
    return TooThin("size", text, str(SMALLEST_PX))
