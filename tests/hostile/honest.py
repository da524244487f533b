"""Small pictures of every format, as honest programs write them: what the hostile ones are made of."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from random import Random
from types import MappingProxyType
from typing import Any

from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

SIZE = (64, 48)


def painted(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    """A file of Pillow's format `kind`."""
    if kind == "HEIF":
        register_heif_opener()
    out = BytesIO()
    (image or scene()).save(out, kind, **options)
    return out.getvalue()


def scene(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Smooth colours with some noise: red grows to the right, green downwards."""
    chance = Random(7)
    picture = Image.new("RGB", size)
    picture.putdata(
        [
            (255 * x // size[0], 255 * y // size[1], chance.randrange(256))
            for y in range(size[1])
            for x in range(size[0])
        ]
    )
    return picture.convert(mode)


@cache
def honest() -> MappingProxyType[str, bytes]:
    """One of each sort of file, by name, with metadata where the format has any."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    extras: dict[str, Any] = {"exif": exif.tobytes(), "icc_profile": profile}
    frames = [scene().rotate(90 * turn) for turn in (1, 2)]
    return MappingProxyType(
        {
            "jpeg": painted("JPEG", **extras),
            "progressive jpeg": painted("JPEG", progressive=True),
            "cmyk jpeg": painted("JPEG", scene("CMYK")),
            "png": painted("PNG", **extras),
            "transparent png": painted("PNG", scene("RGBA")),
            "webp": painted("WEBP", **extras),
            "lossless webp": painted("WEBP", lossless=True),
            "gif": painted("GIF", save_all=True, append_images=frames),
            "bmp": painted("BMP"),
            "tiff": painted("TIFF", compression="tiff_lzw", **extras),
            "avif": painted("AVIF", speed=10, **extras),
            "heic": painted("HEIF", quality=50),
        }
    )
