"""Painted pictures in the form that a platform takes. CPU work of up to a second: call it in a thread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO

from PIL import Image

from bot.images.reading import as_png

_QUALITIES = (95, 90, 85, 75, 60, 40)
_GAP_PX = 8


def as_jpeg(png: bytes, max_bytes: int) -> bytes:
    """The best JPEG file of at most `max_bytes`: at full size if a decent quality fits, else at half, and so on."""
    return _smaller(png, max_bytes, "JPEG")


def as_webp(png: bytes, max_bytes: int) -> bytes:
    """The same as a WebP file, which shows more in as many bytes; not everything can open it."""
    return _smaller(png, max_bytes, "WEBP")


def _smaller(png: bytes, max_bytes: int, kind: str) -> bytes:
    with Image.open(BytesIO(png), formats=("PNG",)) as file:
        image = file.convert("RGB")
    while True:
        for quality in _QUALITIES:
            out = BytesIO()
            image.save(out, kind, quality=quality)
            if out.tell() <= max_bytes:
                return out.getvalue()
        if max(image.size) == 1:
            raise ValueError(f"no picture fits into {max_bytes} bytes")
        image = image.reduce(2)


def grid(pngs: Sequence[bytes]) -> bytes:
    """One PNG file of several of the same size, in rows as square as can be, on white."""
    pictures = [Image.open(BytesIO(png), formats=("PNG",)) for png in pngs]
    width, height = pictures[0].size
    columns = math.ceil(math.sqrt(len(pictures)))
    rows = math.ceil(len(pictures) / columns)
    size = (columns * (width + _GAP_PX) - _GAP_PX, rows * (height + _GAP_PX) - _GAP_PX)
    sheet = Image.new("RGB", size, "white")
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        sheet.paste(picture.convert("RGB"), (column * (width + _GAP_PX), row * (height + _GAP_PX)))
        picture.close()
    return as_png(sheet)
