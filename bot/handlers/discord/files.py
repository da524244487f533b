"""Pictures as files that Discord takes there: PNG as they are, else the best JPEG that fits."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from io import BytesIO
from pathlib import PurePath

import discord

from bot.images.outgoing import as_jpeg
from bot.views import Picture, View

FILE_LIMIT_BYTES = 10 * 2**20
"""What Discord takes everywhere; boosted servers take more."""
MESSAGE_LIMIT_BYTES = 25 * 2**20
"""All files of a message together."""
_MARGIN_BYTES = 64 * 1024
"""The text around the files."""


async def fitting(view: View, file_limit_bytes: int) -> tuple[Picture, ...]:
    """The view's pictures, each small enough; `file_limit_bytes` of 0 is the limit that holds everywhere."""
    share = (MESSAGE_LIMIT_BYTES - _MARGIN_BYTES) // max(len(view.pictures), 1)
    limit = min(file_limit_bytes or FILE_LIMIT_BYTES, share)
    return tuple([await _fit(picture, limit) for picture in view.pictures])


async def _fit(picture: Picture, limit_bytes: int) -> Picture:
    if len(picture.data) <= limit_bytes:
        return picture
    data = await asyncio.to_thread(as_jpeg, picture.data, limit_bytes)
    return replace(picture, data=data, mime="image/jpeg", name=f"{PurePath(picture.name).stem}.jpg")


def files_of(view: View, pictures: tuple[Picture, ...]) -> list[discord.File] | None:
    """New file objects for one call; None leaves the message's files as they are: the last preview stays."""
    if view.stage == "painting" and view.preview is None:
        return None
    if view.preview is not None:
        return [discord.File(BytesIO(view.preview), f"{view.job_id}.jpg", spoiler=view.spoiler)]
    return [discord.File(BytesIO(picture.data), picture.name, spoiler=view.spoiler) for picture in pictures]
