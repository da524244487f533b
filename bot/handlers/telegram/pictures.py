"""The pictures that a message brings: judged by what Telegram says of them, then fetched."""

from __future__ import annotations

from telegram import Document, Message, PhotoSize, Sticker
from telegram.error import TelegramError

from bot.commands.base import Upload
from bot.errors import PictureGone, PictureTooLarge, UnknownPicture

FETCH_LIMIT_MIB = 20.0
"""Telegram's own limit on what a bot may fetch."""
FETCH_PATIENCE_S = 60.0
MIB = 2**20

Sent = PhotoSize | Document | Sticker

_UNTOLD = frozenset({None, "", "application/octet-stream"})
"""Kinds that say nothing: some phones send HEIC so."""


def picture_in(message: Message) -> Sent | None:
    """The largest size of a photo, a sticker, or a picture sent as a file, which Telegram has not compressed."""
    return message.photo[-1] if message.photo else message.document or message.sticker


def refuse_unfit(picture: Sent, limit_mib: float) -> None:
    """Look at kind and size before a byte is fetched. Raises UnknownPicture and PictureTooLarge."""
    if isinstance(picture, Document) and picture.mime_type not in _UNTOLD:
        kind, _, _ = (picture.mime_type or "").partition("/")
        if kind != "image":
            raise UnknownPicture
    if isinstance(picture, Sticker) and (picture.is_animated or picture.is_video):
        raise UnknownPicture
    size_mib, allowed_mib = (picture.file_size or 0) / MIB, min(limit_mib, FETCH_LIMIT_MIB)
    if size_mib > allowed_mib:
        raise PictureTooLarge(round(size_mib, 1), allowed_mib)


async def fetched(picture: Sent) -> Upload:
    """The file as it was sent. Raises PictureGone."""
    try:
        file = await picture.get_file()
        return Upload(bytes(await file.download_as_bytearray(read_timeout=FETCH_PATIENCE_S)))
    except TelegramError as error:
        raise PictureGone from error
