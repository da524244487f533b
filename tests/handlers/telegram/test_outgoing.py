from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.handlers.telegram.outgoing import PHOTO_LIMIT_BYTES, Outgoing, outgoing
from bot.jobs import JobId
from bot.views import Picture, View


def png(width: int, height: int, mode: str = "1", compress_level: int = 1) -> bytes:
    out = BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG", compress_level=compress_level)
    return out.getvalue()


async def sent(*pictures: bytes, preview: bytes | None = None) -> Outgoing | None:
    named = tuple(Picture(data, "image/png", f"hwaga-{n}.png", n) for n, data in enumerate(pictures))
    return await outgoing(
        View(job_id=JobId("0123456789abcdef"), locale="en", stage="done", headline="", pictures=named, preview=preview)
    )


async def test_a_picture_goes_out_as_it_is() -> None:
    data = png(64, 64)

    assert await sent(data) == Outgoing(data, "hwaga-0.png")
    assert await sent() is None


async def test_more_than_ten_megabytes_become_a_jpeg() -> None:
    large = png(1900, 1900, "RGB", compress_level=0)
    assert len(large) > PHOTO_LIMIT_BYTES
    out = await sent(large)

    assert out is not None
    assert (out.name, out.photo) == ("hwaga-0.jpg", True)
    assert len(out.data) <= PHOTO_LIMIT_BYTES
    assert Image.open(BytesIO(out.data)).size == (1900, 1900)


@pytest.mark.parametrize(
    ("size", "photo"), [((20, 400), True), ((20, 401), False), ((5000, 5000), True), ((5001, 5000), False)]
)
async def test_sides_that_no_photo_may_have_make_it_a_file(size: tuple[int, int], *, photo: bool) -> None:
    data = png(*size)
    out = await sent(data)

    assert out is not None
    assert (out.photo, out.data == data) == (photo, True)


async def test_a_preview_that_no_photo_may_be_is_not_shown() -> None:
    good, bad = png(32, 32), png(4, 100)

    assert await sent(preview=good) == Outgoing(good, "preview.jpg")
    assert await sent(preview=bad) is None
