"""Every way of writing colours, to 8-bit sRGB."""

from __future__ import annotations

import math
from io import BytesIO

from PIL import Image, ImageCms

_DEEP_MODES = frozenset({"I", "I;16", "I;16L", "I;16B", "I;16N", "F"})
_KEPT_MODES = frozenset({"L", "RGB", "CMYK"})
_SIXTEEN_BIT = 65535.0
_TOPS = (1.0, 255.0, _SIXTEEN_BIT)
"""What white may be in a picture of floats or 32-bit numbers, which do not say."""


def eight_bit(image: Image.Image) -> Image.Image:
    """L, RGB, RGBA or CMYK, 8 bits a channel; the picture itself where it is that already."""
    if image.mode in _DEEP_MODES:
        return _scaled(image)
    if image.mode == "RGBA":
        return image  # converting copies it, and it may have 200 MB
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in _KEPT_MODES:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _scaled(image: Image.Image) -> Image.Image:
    """Deep grey to 8 bits: Pillow's own conversion clips at 255."""
    if image.mode.startswith("I;16"):
        white = _SIXTEEN_BIT
        image = image.convert("I")
    else:
        highest = float(image.getextrema()[1])  # type: ignore[arg-type] # one channel, one pair
        white = next((top for top in _TOPS if highest <= top), highest if math.isfinite(highest) else 1.0)
    return image.point(lambda value: value * (255 / white) + 0.0).convert("L")


def flat(image: Image.Image) -> Image.Image:
    """Without transparency, on white."""
    if image.mode != "RGBA":
        return image
    canvas = Image.new("RGB", image.size, "white")
    canvas.paste(image, mask=image.getchannel("A"))
    return canvas


def srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB as screens show it. A profile that is broken, or of another kind of colours, is left out of account."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass
        else:
            if converted is not None:
                return converted
    return image.convert("RGB")
