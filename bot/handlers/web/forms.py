"""Reads a posted form without ever holding more of it than is allowed."""

from __future__ import annotations

from typing import Any

from aiohttp import BodyPartReader, web

from bot.commands.base import Field, Upload, fields_of
from bot.commands.parse import Given
from bot.errors import PictureTooLarge, UnknownOption

_MIB = 2**20
_TEXT_MIB = 1.0
"""Far above every option's own limit, which gives the better answer."""


async def read_form(request: web.Request, options: type[Any], picture_max_mib: float) -> dict[str, Given | None]:
    """What was filled in, by option; pictures as bytes. Names and types of files are not believed, nor looked at.

    Raises PictureTooLarge, UnknownOption, and aiohttp's HTTPBadRequest on what is no form.
    """
    fields = {field.name: field for field in fields_of(options)}
    given: dict[str, Given | None] = {}
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None or part.name in given:
                raise web.HTTPBadRequest
            if part.name not in fields:
                raise UnknownOption(part.name[:40])
            given[part.name] = await _value(part, fields[part.name], picture_max_mib, request.content_length or 0)
    except (ValueError, AssertionError) as error:  # aiohttp's on a boundary or a header that makes no sense
        raise web.HTTPBadRequest from error
    return given


async def _value(part: BodyPartReader, field: Field, picture_max_mib: float, announced: int) -> Given:
    if field.kind is Upload:
        return await _bytes(part, picture_max_mib, announced)
    return (await _bytes(part, _TEXT_MIB, announced)).decode("utf-8", "replace")


async def _bytes(part: BodyPartReader, limit_mib: float, announced: int) -> bytes:
    """`announced` bytes of the whole form are the better answer to how large a picture is that is not read to its end.

    Raises PictureTooLarge.
    """
    data = bytearray()
    while chunk := await part.read_chunk():
        data += chunk
        if len(data) > limit_mib * _MIB:
            raise PictureTooLarge(round(max(len(data), announced) / _MIB, 1), limit_mib)
    return bytes(data)
