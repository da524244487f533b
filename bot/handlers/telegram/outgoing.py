"""A view's picture in the form that Telegram takes: a photo, or a file where no photo may have such sides."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from PIL import Image

from bot import images
from bot.views import View

PHOTO_LIMIT_BYTES = 10_000_000
SIDES_LIMIT_PX = 10_000
"""Width and height of a photo together."""
RATIO_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`photo`: to be sent as one; else as a file, which nothing is done to."""

    data: bytes
    name: str
    photo: bool = True


def _blank() -> Outgoing:
    canvas = BytesIO()
    Image.new("RGB", (64, 64), "lightgrey").save(canvas, "PNG")
    return Outgoing(canvas.getvalue(), "deleted.png")


BLANK = _blank()
"""What stands where a picture was that Telegram does not delete any more."""


async def outgoing(view: View) -> Outgoing | None:
    """The finished picture, several as one grid, or a preview; None where there is none to show."""
    if view.pictures:
        return await asyncio.to_thread(_finished, view)
    if view.preview and may_be_photo(view.preview):
        return Outgoing(view.preview, "preview.jpg")
    return None


def _finished(view: View) -> Outgoing:
    picture = view.pictures[0]
    data = picture.data if len(view.pictures) == 1 else images.grid([each.data for each in view.pictures])
    if not may_be_photo(data):
        return Outgoing(data, picture.name, photo=False)
    if len(data) > PHOTO_LIMIT_BYTES:
        return Outgoing(images.as_jpeg(data, PHOTO_LIMIT_BYTES), f"{PurePath(picture.name).stem}.jpg")
    return Outgoing(data, picture.name)


def may_be_photo(data: bytes) -> bool:
    """Whether Telegram takes its sides."""
    with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:  # reads no more than the header
        short, long = sorted(image.size)
    return short + long <= SIDES_LIMIT_PX and long <= short * RATIO_LIMIT
