"""The canvas around a picture: how much of it is painted on which side. Pure arithmetic."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.sizes import MULTIPLE_PX, SMALLEST_PX

_LEAST = 0.8
"""Of the native square, below which a canvas is enlarged; the sizes that SDXL was trained at begin at 0.9 of it."""
_LONGEST = 4
_SMALLER = 0.99


@dataclass(frozen=True, slots=True)
class Growth:
    """What is added on each side, as shares of the picture's own width (left, right) and height (top, bottom)."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    @property
    def wider(self) -> float:
        return 1 + self.left + self.right

    @property
    def taller(self) -> float:
        return 1 + self.top + self.bottom


@dataclass(frozen=True, slots=True)
class Canvas:
    """In pixels of the result, all multiples of 8; the picture takes what the margins leave."""

    width: int
    height: int
    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    @property
    def inner(self) -> tuple[int, int]:
        """Width and height of the picture in it."""
        return self.width - self.left - self.right, self.height - self.top - self.bottom

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Where the picture lies: left, top, right, bottom, as Pillow has it."""
        return self.left, self.top, self.width - self.right, self.height - self.bottom

    @property
    def growth(self) -> Growth:
        """How its picture has grown to it."""
        width, height = self.inner
        return Growth(self.left / width, self.top / height, self.right / width, self.bottom / height)


def towards(aspect: float, size: tuple[int, int]) -> Growth:
    """The least that makes a picture of `size` as wide as `aspect` (width / height), the same on both sides."""
    ratio = aspect / (size[0] / size[1])
    if ratio >= 1:
        return Growth(left=(ratio - 1) / 2, right=(ratio - 1) / 2)
    return Growth(top=(1 / ratio - 1) / 2, bottom=(1 / ratio - 1) / 2)


def around(size: tuple[int, int], growth: Growth, native_px: int, max_pixels: int, *, zoom: bool = False) -> Canvas:
    """The canvas of a picture of `size` that grows; with `zoom`, one of the picture's own size, the picture smaller.

    Otherwise the picture keeps its pixels as far as the checkpoint paints a canvas as large as that.
    """
    pixels = size[0] * size[1] * (1 if zoom else growth.wider * growth.taller)
    wanted = min(max(pixels, _LEAST * native_px**2), max_pixels)
    scale = math.sqrt(wanted / (size[0] * size[1] * growth.wider * growth.taller))
    canvas = _laid(size, growth, scale)
    while canvas.width * canvas.height > max_pixels:
        scale *= _SMALLER
        canvas = _laid(size, growth, scale)
    return canvas


def as_it_is(size: tuple[int, int], native_px: int, max_pixels: int) -> tuple[int, int]:
    """The size to paint in what has `size`: its own where that can be painted, else the best one in the same shape.

    What is longer than 4:1 is cut.
    """
    size = min(size[0], _LONGEST * size[1]), min(size[1], _LONGEST * size[0])
    pixels = size[0] * size[1]
    scale = 1.0 if _LEAST * native_px**2 <= pixels <= max_pixels else native_px / math.sqrt(pixels)
    canvas = _laid(size, Growth(), scale)
    return max(canvas.width, SMALLEST_PX), max(canvas.height, SMALLEST_PX)


def _laid(size: tuple[int, int], growth: Growth, scale: float) -> Canvas:
    width, left, right = _along(size[0] * scale, growth.left, growth.right)
    height, top, bottom = _along(size[1] * scale, growth.top, growth.bottom)
    return Canvas(width, height, left, top, right, bottom)


def _along(side: float, before: float, after: float) -> tuple[int, int, int]:
    """The canvas's side, and the margins at its two ends."""
    whole = _multiple(side * (1 + before + after))
    margins = whole - min(_multiple(side), whole)
    first = round(margins * before / (before + after) / MULTIPLE_PX) * MULTIPLE_PX if margins else 0
    return whole, first, margins - first


def _multiple(px: float) -> int:
    return max(round(px / MULTIPLE_PX), 1) * MULTIPLE_PX
