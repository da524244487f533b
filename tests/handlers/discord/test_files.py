from __future__ import annotations

import random
from dataclasses import replace
from io import BytesIO

from PIL import Image

from bot.handlers.discord.files import MESSAGE_LIMIT_BYTES, files_of, fitting
from bot.jobs import JobId
from bot.views import Picture, View

VIEW = View(job_id=JobId("0123456789abcdef"), locale="en", stage="done", headline="")


def noise_png(side_px: int) -> bytes:
    """A picture that PNG cannot make small."""
    out = BytesIO()
    Image.frombytes("RGB", (side_px, side_px), random.Random(0).randbytes(side_px * side_px * 3)).save(out, "PNG")
    return out.getvalue()


def view_of(*pngs: bytes) -> View:
    return replace(VIEW, pictures=tuple(Picture(png, "image/png", f"{n}.png", n) for n, png in enumerate(pngs)))


async def test_a_picture_within_the_limit_stays_as_it_is() -> None:
    view = view_of(noise_png(64))

    assert await fitting(view, 0) == view.pictures[0]


async def test_a_picture_over_the_limit_becomes_a_webp_within_it() -> None:
    picture = await fitting(view_of(noise_png(256)), 100_000)

    assert picture is not None
    assert (picture.mime, picture.name, picture.data[8:12]) == ("image/webp", "0.webp", b"WEBP")
    assert len(picture.data) <= 100_000


async def test_several_pictures_come_on_one_sheet() -> None:
    sheet = await fitting(view_of(*[noise_png(16)] * 4), 0)

    assert sheet is not None
    assert sheet.name == "hwaga-0-3.png"
    with Image.open(BytesIO(sheet.data)) as image:
        assert image.size == (40, 40)


async def test_a_sheet_stays_below_what_a_message_may_hold() -> None:
    sheet = await fitting(view_of(*[noise_png(1600)] * 4), 100 * 2**20)

    assert sheet is not None
    assert len(sheet.data) < MESSAGE_LIMIT_BYTES


def test_progress_without_a_new_preview_keeps_the_last_one() -> None:
    assert files_of(replace(VIEW, stage="painting"), None) is None


def test_what_is_hidden_is_hidden_while_it_is_painted_too() -> None:
    view = replace(view_of(noise_png(8)), spoiler=True)
    (preview,) = files_of(replace(VIEW, stage="painting", preview=b"jpeg", spoiler=True), None) or ()
    (picture,) = files_of(view, view.pictures[0]) or ()

    assert (preview.veiled, picture.veiled) == (True, True)


def test_a_job_that_ends_without_a_picture_loses_its_preview() -> None:
    assert files_of(replace(VIEW, stage="stopped"), None) == ()
