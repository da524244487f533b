"""Pixels to files and back, on the thread that leaves the device alone."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

Pixels = NDArray[np.uint8]
"""[height, width, 3], RGB."""

_PREVIEW_QUALITY = 75


def fitted(picture: bytes, width: int, height: int) -> Image.Image:
    """A picture file at a size: what its aspect ratio has too much is cut off on both sides; Lanczos."""
    with Image.open(io.BytesIO(picture)) as image:
        return ImageOps.fit(image.convert("RGB"), (width, height), Image.Resampling.LANCZOS)


def png(pixels: Pixels) -> bytes:
    return _file(pixels, "PNG")


def jpeg(pixels: Pixels) -> bytes:
    return _file(pixels, "JPEG", quality=_PREVIEW_QUALITY)


def _file(pixels: Pixels, kind: str, quality: int = -1) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, quality=quality)
    return file.getvalue()
