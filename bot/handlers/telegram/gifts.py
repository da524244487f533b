"""Files that a command hands over: films, pictures, archives, each as Telegram shows it best."""

from __future__ import annotations

from functools import partial

from telegram import InlineKeyboardMarkup, ReplyParameters

from bot.commands.base import Attachment
from bot.handlers.telegram.inbox import KeptBot
from bot.handlers.telegram.outgoing import PHOTO_LIMIT_BYTES, may_be_photo

PATIENCE_S = 120.0


async def given_to(
    bot: KeptBot,
    chat: int | str,
    file: Attachment,
    *,
    caption: str = "",
    thread: int | None = None,
    reply: ReplyParameters | None = None,
    form: InlineKeyboardMarkup | None = None,
) -> None:
    """Send it there. What is hidden until somebody wants to see it is, where Telegram can. Raises TelegramError."""
    send = partial(bot.send_document, document=file.data)
    if file.name.endswith(".gif"):
        send = partial(bot.send_animation, animation=file.data, has_spoiler=file.veiled)
    elif file.name.endswith(".png") and len(file.data) <= PHOTO_LIMIT_BYTES and may_be_photo(file.data):
        send = partial(bot.send_photo, photo=file.data, has_spoiler=file.veiled)
    await send(
        chat,
        filename=file.name,
        caption=caption or None,
        message_thread_id=thread,
        reply_parameters=reply,
        reply_markup=form,
        read_timeout=PATIENCE_S,
        write_timeout=PATIENCE_S,
    )
