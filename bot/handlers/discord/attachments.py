"""The pictures that people attach: refused by what Discord says of them, then fetched from Discord."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
import discord

from bot.commands.parse import Given
from bot.errors import PictureGone, PictureTooLarge

MIB = 2**20


def refuse_large(chosen: Mapping[str, Given | discord.Attachment | None], limit_mib: float) -> None:
    """Look at the sizes before a byte is fetched. Raises PictureTooLarge."""
    for value in chosen.values():
        if isinstance(value, discord.Attachment) and value.size > limit_mib * MIB:
            raise PictureTooLarge(round(value.size / MIB, 1), limit_mib)


async def fetched(chosen: Mapping[str, Given | discord.Attachment | None]) -> dict[str, Given | None]:
    """The same options, with bytes in place of attachments. Raises PictureGone.

    Only attachments are fetched, whose URLs Discord has made; never a URL that a person wrote.
    """
    return {name: await _fetched(value) for name, value in chosen.items()}


async def _fetched(value: Given | discord.Attachment | None) -> Given | None:
    if not isinstance(value, discord.Attachment):
        return value
    try:
        return await value.read()
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        raise PictureGone from error
