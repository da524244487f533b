"""Pictures as files that Discord takes there: several on one sheet, PNG as they are, else the best WebP that fits."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import PurePath

from bot.commands.base import Attachment
from bot.images import as_webp, grid
from bot.views import Picture, View

FILE_LIMIT_BYTES = 10 * 2**20
"""What Discord takes everywhere; boosted servers take more."""
MESSAGE_LIMIT_BYTES = 25 * 2**20
"""All files of a message together."""
_MARGIN_BYTES = 64 * 1024
"""The text around the files."""


async def fitting(view: View, file_limit_bytes: int) -> Picture | None:
    """What stands for the view's pictures, small enough; `file_limit_bytes` of 0 is the limit that holds everywhere."""
    if not view.pictures:
        return None
    limit = min(file_limit_bytes or FILE_LIMIT_BYTES, MESSAGE_LIMIT_BYTES - _MARGIN_BYTES)
    return await asyncio.to_thread(lambda: _fit(_sheet(view.pictures), limit))


def _sheet(pictures: tuple[Picture, ...]) -> Picture:
    first, last = pictures[0], pictures[-1]
    if first is last:
        return first
    sheet = grid([picture.data for picture in pictures])
    return replace(first, data=sheet, name=f"hwaga-{first.seed}-{last.seed}.png")


def _fit(picture: Picture, limit_bytes: int) -> Picture:
    if len(picture.data) <= limit_bytes:
        return picture
    data = as_webp(picture.data, limit_bytes)
    return replace(picture, data=data, mime="image/webp", name=f"{PurePath(picture.name).stem}.webp")


def files_of(view: View, picture: Picture | None) -> tuple[Attachment, ...] | None:
    """None leaves the message's files as they are: the last preview stays."""
    if view.stage == "painting" and view.preview is None:
        return None
    if view.preview is not None:
        return (Attachment(f"{view.job_id}.jpg", view.preview, veiled=view.spoiler),)
    return () if picture is None else (Attachment(picture.name, picture.data, veiled=view.spoiler),)
