"""The picture that a message brings, judged by what Telegram says of it, before a byte is fetched."""

from __future__ import annotations

from telegram import Document, Message, PhotoSize

from bot.errors import PictureTooLarge, UnknownPicture

FETCH_LIMIT_MIB = 20.0
"""Telegram's own limit on what a bot may download."""


def picture_of(message: Message, limit_mib: float) -> PhotoSize | Document | None:
    """The largest size of a photo, or a picture sent as a file. Raises PictureTooLarge and UnknownPicture."""
    picture = message.photo[-1] if message.photo else message.document
    if picture is None:
        return None
    size_mib, allowed_mib = (picture.file_size or 0) / 2**20, min(limit_mib, FETCH_LIMIT_MIB)
    if size_mib > allowed_mib:
        raise PictureTooLarge(round(size_mib, 1), allowed_mib)
    if isinstance(picture, Document) and not (picture.mime_type or "image/").startswith("image/"):
        raise UnknownPicture
    return picture
