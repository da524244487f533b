"""What a picture is painted on where some of it is to stay: the picture, where to paint, and how it is put back.

CPU work of tens of milliseconds a megapixel: not for the bot's loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from bot.canvas import Canvas
from bot.sizes import MULTIPLE_PX

_WHITE, _HALF = 255, 128
_INNER_FEATHER = 1 / 64
_OUTER_FEATHER = 1 / 16
"""Of the shorter side. What is added around a picture has to meet it along whole edges, so that is softer."""
_LEAST_INNER_PX, _LEAST_OUTER_PX = 3, 16


@dataclass(frozen=True, slots=True)
class Ground:
    """All three of one size. `picture` is RGB; `mask` L, 255 where to paint and 0 where not.

    `cover` L: how much of what was painted is seen; never any where the mask is 0, less near its edge.
    """

    picture: Image.Image
    mask: Image.Image
    cover: Image.Image

    def under(self, painted: Image.Image) -> Image.Image:
        """What was painted, put back into the picture: where the mask is 0, every pixel is the picture's own."""
        return Image.composite(painted, self.picture, self.cover)


def fitted(picture: bytes, width: int, height: int) -> Image.Image:
    """A picture file at a size, RGB: what its aspect ratio has too much is cut off on both sides; Lanczos."""
    with Image.open(BytesIO(picture)) as image:
        return ImageOps.fit(image.convert("RGB"), (width, height), Image.Resampling.LANCZOS)


def mask_of(mask: bytes, width: int, height: int) -> Image.Image:
    """A mask as somebody drew it, at a size: cut as the picture is, and either black or white. White is painted."""
    with Image.open(BytesIO(mask)) as image:
        return _binary(ImageOps.fit(image.convert("L"), (width, height), Image.Resampling.BILINEAR))


def within(picture: Image.Image, mask: Image.Image) -> Ground:
    """The ground for painting inside a mask (L, of any greys, of the picture's size)."""
    mask = _binary(mask)
    return Ground(picture, mask, _softened(mask, max(round(min(mask.size) * _INNER_FEATHER), _LEAST_INNER_PX)))


def around(picture: bytes, canvas: Canvas) -> Ground:
    """The ground for painting around a picture file: its edges run on to those of the canvas, and are painted over.

    A narrow band inside the picture, along the sides that grow, is painted too and fades into it.
    """
    inner = fitted(picture, *canvas.inner)
    feather = _feather(canvas)
    cover = Image.new("L", (canvas.width, canvas.height), _WHITE)
    draw = ImageDraw.Draw(cover)
    for depth in range(feather + 1):
        draw.rectangle(_inside(canvas, depth), fill=_WHITE - round(_WHITE * depth / feather))
    return Ground(_run_on(inner, canvas), cover.point(lambda value: _WHITE if value else 0), cover)


def _feather(canvas: Canvas) -> int:
    """Pixels, whole latents, and never half of the picture or more."""
    shorter = min(canvas.inner)
    wanted = max(round(shorter * _OUTER_FEATHER / MULTIPLE_PX) * MULTIPLE_PX, _LEAST_OUTER_PX)
    return min(wanted, max((shorter - 1) // 2, 1))


def _inside(canvas: Canvas, depth: int) -> tuple[int, int, int, int]:
    """The picture's rectangle less `depth` pixels on the sides that grow; both corners belong to it."""
    left, top, right, bottom = canvas.box
    return (
        left + (depth if canvas.left else 0),
        top + (depth if canvas.top else 0),
        right - (depth if canvas.right else 0) - 1,
        bottom - (depth if canvas.bottom else 0) - 1,
    )


def _run_on(inner: Image.Image, canvas: Canvas) -> Image.Image:
    """The picture in its place, its outermost pixels drawn out to the canvas's edges: first sideways, then all rows."""
    whole = Image.new("RGB", (canvas.width, canvas.height))
    left, top, right, bottom = canvas.box
    whole.paste(inner, (left, top))
    width, height = inner.size
    for x, column, margin in ((0, 0, canvas.left), (right, width - 1, canvas.right)):
        if margin:
            whole.paste(inner.crop((column, 0, column + 1, height)).resize((margin, height)), (x, top))
    for y, row, margin in ((0, top, canvas.top), (bottom, bottom - 1, canvas.bottom)):
        if margin:
            whole.paste(whole.crop((0, row, canvas.width, row + 1)).resize((canvas.width, margin)), (0, y))
    return whole


def _binary(mask: Image.Image) -> Image.Image:
    return mask.point(lambda value: _WHITE if value >= _HALF else 0)


def _softened(mask: Image.Image, depth: int) -> Image.Image:
    """From its edge inwards, a mask that comes up to white over `depth` + 1 pixels; outside it stays black."""
    layers = [mask, *(_shrunk(mask, px) for px in range(1, depth + 1))]
    cover = Image.new("L", mask.size)
    for layer in layers:
        cover = ImageChops.add(cover, layer.point(lambda value: round(value / len(layers))))
    return ImageChops.lighter(cover, layers[-1])  # shares may not quite add up to white


def _shrunk(mask: Image.Image, px: int) -> Image.Image:
    """A mask without what is nearer to its edge than that: where a square around a place is white. Fast at any size."""
    square = mask.filter(ImageFilter.BoxBlur(px)).point(lambda value: _WHITE if value == _WHITE else 0)
    return ImageChops.darker(square, mask)  # one black pixel in a large square is lost in rounding
