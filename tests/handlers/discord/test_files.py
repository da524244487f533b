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

    assert await fitting(view, 0) == view.pictures


async def test_a_picture_over_the_limit_becomes_a_jpeg_within_it() -> None:
    (picture,) = await fitting(view_of(noise_png(256)), 100_000)

    assert (picture.mime, picture.name, picture.data[:2]) == ("image/jpeg", "0.jpg", b"\xff\xd8")
    assert len(picture.data) <= 100_000


async def test_four_pictures_share_what_one_message_may_hold() -> None:
    big = noise_png(64) + bytes(MESSAGE_LIMIT_BYTES // 3)  # what follows a PNG's end is ignored

    pictures = await fitting(view_of(big, big, big, big), 25 * 2**20)

    assert sum(len(picture.data) for picture in pictures) < MESSAGE_LIMIT_BYTES


def test_progress_without_a_new_preview_keeps_the_last_one() -> None:
    assert files_of(replace(VIEW, stage="painting"), ()) is None


def test_what_is_hidden_is_hidden_while_it_is_painted_too() -> None:
    view = replace(view_of(noise_png(8)), spoiler=True)
    (preview,) = files_of(replace(VIEW, stage="painting", preview=b"jpeg", spoiler=True), ()) or []
    (picture,) = files_of(view, view.pictures) or []

    assert (preview.spoiler, picture.spoiler) == (True, True)


def test_a_job_that_ends_without_a_picture_loses_its_preview() -> None:
    assert files_of(replace(VIEW, stage="stopped"), ()) == []
