"""Shows views on Telegram: the status message is edited, gets a preview, and at last becomes the picture."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from telegram import Bot, InputFile, InputMediaPhoto, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import images
from bot.errors import ShowFailed, ShowLater, Unreachable
from bot.handlers.telegram.layout import keyboard_of, text_of
from bot.people import Address, Platform
from bot.views import View

UNFINISHED = ("thinking", "queued", "painting")
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
NO_TEXT = "there is no text in the message to edit"
UNCHANGED = "message is not modified"


class TelegramCourier:
    """Editing the status message is what makes showing idempotent: shown twice is shown once."""

    platform: Platform = "telegram"
    min_interval_s = 3.0
    """20 messages a minute is what Telegram allows in a group, edits included."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def show(self, address: Address, view: View) -> Address:
        """Edit the status message; a finished job whose message was deleted is answered anew."""
        with _told_in_our_words():
            try:
                return await self._edit(address, view)
            except BadRequest as error:
                if not _says(error, *GONE):
                    raise
                return address if view.stage in UNFINISHED else await self._send(address, view)

    async def _edit(self, address: Address, view: View) -> Address:
        if not address.message:
            return await self._send(address, view)
        picture = await _picture(view)
        try:
            if picture is None:
                await self._edit_words(address, view)
            else:
                await self._bot.edit_message_media(
                    InputMediaPhoto(picture, caption=text_of(view), parse_mode=ParseMode.HTML),
                    chat_id=address.channel,
                    message_id=int(address.message),
                    reply_markup=keyboard_of(view),
                )
        except BadRequest as error:
            if not _says(error, UNCHANGED):
                raise
        return address

    async def _edit_words(self, address: Address, view: View) -> None:
        """A message that already shows a preview has a caption and no text."""
        text, keyboard = text_of(view), keyboard_of(view)
        chat, message = address.channel, int(address.message)
        try:
            await self._bot.edit_message_text(
                text, chat_id=chat, message_id=message, parse_mode=ParseMode.HTML, reply_markup=keyboard
            )
        except BadRequest as error:
            if not _says(error, NO_TEXT):
                raise
            await self._bot.edit_message_caption(
                chat, message, caption=text, parse_mode=ParseMode.HTML, reply_markup=keyboard
            )

    async def _send(self, address: Address, view: View) -> Address:
        picture, text, keyboard = await _picture(view), text_of(view), keyboard_of(view)
        thread = int(address.thread) if address.thread else None
        reply = ReplyParameters(int(address.reply_to), allow_sending_without_reply=True) if address.reply_to else None
        if picture is None:
            sent = await self._bot.send_message(
                address.channel,
                text,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread,
                reply_parameters=reply,
                reply_markup=keyboard,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        else:
            sent = await self._bot.send_photo(
                address.channel,
                picture,
                caption=text,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread,
                reply_parameters=reply,
                reply_markup=keyboard,
            )
        return replace(address, message=str(sent.message_id))


async def _picture(view: View) -> InputFile | None:
    """The finished picture, a grid of several, or a preview."""
    if not view.pictures:
        return InputFile(view.preview, filename="preview.jpg", attach=True) if view.preview else None
    if len(view.pictures) == 1:
        return InputFile(view.pictures[0].data, filename=view.pictures[0].name, attach=True)
    grid = await asyncio.to_thread(images.grid, [picture.data for picture in view.pictures])
    return InputFile(grid, filename=view.pictures[0].name, attach=True)


@contextmanager
def _told_in_our_words() -> Iterator[None]:
    try:
        yield
    except RetryAfter as error:
        raise ShowLater(_seconds(error)) from error
    except (Forbidden, BadRequest) as error:
        raise Unreachable(error.message) from error
    except (NetworkError, TelegramError) as error:
        raise ShowFailed(error.message) from error


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def _says(error: BadRequest, *parts: str) -> bool:
    return any(part in error.message.lower() for part in parts)
