"""A film: the previews of a painting in one small file, and the time-lapse that is made of it. CPU work of a moment."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image

FRAMES = 24
"""At most so many are kept, evenly apart."""
SIDE_PX = 512
"""Of a time-lapse, at most."""
FRAME_MS = 250
LAST_FRAME_MS = 2500
"""How long the finished picture stands before it begins anew."""
_LENGTH_BYTES = 4


def film(previews: Sequence[bytes]) -> bytes:
    """The JPEG files one after another, each behind its length."""
    kept = previews if len(previews) <= FRAMES else [previews[n * len(previews) // FRAMES] for n in range(FRAMES)]
    return b"".join(len(jpeg).to_bytes(_LENGTH_BYTES) + jpeg for jpeg in kept)


def previews_of(film: bytes) -> list[bytes]:
    """The JPEG files that `film` was given; one that is cut off is left out."""
    found, at = [], 0
    while at + _LENGTH_BYTES <= len(film):
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(film[at:start])
        found += [film[start:at]] if at <= len(film) else []
    return found


def timelapse(film: bytes, png: bytes) -> bytes:
    """A GIF of a film and the finished picture at its end, for ever. The picture's shape, at most SIDE_PX a side."""
    with Image.open(BytesIO(png), formats=("PNG",)) as file:
        last = file.convert("RGB")
    last.thumbnail((SIDE_PX, SIDE_PX))
    frames = [_frame(jpeg, last.size) for jpeg in previews_of(film)]
    out = BytesIO()
    first, *rest = [*frames, last]
    durations = [*[FRAME_MS] * len(frames), LAST_FRAME_MS]
    first.save(out, "GIF", save_all=True, append_images=rest, duration=durations, loop=0)
    return out.getvalue()


def _frame(jpeg: bytes, size: tuple[int, int]) -> Image.Image:
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as file:
        return file.convert("RGB").resize(size, Image.Resampling.BICUBIC)
