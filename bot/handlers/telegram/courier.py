"""Shows views on Telegram: the status message is edited, gets a preview, and at last becomes the picture."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import structlog
from telegram import InputMediaDocument, InputMediaPhoto, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.couriers import pin_due
from bot.errors import Unreachable
from bot.handlers.telegram.buttons import keyboard_of
from bot.handlers.telegram.faults import DELETED, GONE, NO_TEXT, UNCHANGED, delivery_errors, says
from bot.handlers.telegram.flood import Urgency
from bot.handlers.telegram.inbox import KeptBot
from bot.handlers.telegram.layout import text_of
from bot.handlers.telegram.outgoing import BLANK, Outgoing, outgoing
from bot.people import Address, Platform
from bot.store.telegram import TelegramShelf
from bot.views import View

log = structlog.get_logger()

WORTH_A_MESSAGE = frozenset({"done", "failed", "session"})
"""Stages that are told in a new message where the person has deleted the old one; the others are not missed."""
ENDS = frozenset({"done", "failed", "stopped"})
MEDIA_PATIENCE_S = 60.0
"""For ten megabytes on a slow line, and for Telegram to look at them."""


class TelegramCourier:
    """Editing the status message is what makes showing idempotent: shown twice is shown once.

    Only a new message can come twice: when the answer to it is lost, or the process dies before it is noted.
    """

    platform: Platform = "telegram"
    min_interval_s = 3.0
    """20 messages a minute is what Telegram allows in a group, edits included."""

    shelf: TelegramShelf | None = None
    """Set before anything is shown."""

    def __init__(self, bot: KeptBot) -> None:
        self._bot = bot
        self._with_preview: set[tuple[str, str]] = set()  # chat and message: spares an edit that would be refused

    async def show(self, address: Address, view: View) -> Address:
        """Edit the status message; where there is none any more, a result is a message of its own."""
        picture = await outgoing(view)
        with delivery_errors():
            try:
                return await self._pinned(await self._shown(address, view, picture), view)
            except ChatMigrated as error:  # its messages have other ids there, and the old ones cannot be edited
                if self.shelf is not None:
                    await self.shelf.move(address.channel, str(error.new_chat_id))
                address = replace(address, channel=str(error.new_chat_id), message="", reply_to="", pinned=None)
                return await self._shown(address, view, picture)

    async def remove(self, address: Address, view: View) -> None:
        """Delete the message; what is older than Telegram deletes becomes the words of `view`, on a blank picture."""
        if not address.message:
            raise Unreachable(address.channel)
        with delivery_errors():
            try:
                await self._bot.delete_message(address.channel, int(address.message))
            except BadRequest as error:
                if says(error, DELETED):
                    return
                if not await self._edit(address, view, BLANK):
                    raise Unreachable(error.message) from error

    async def _shown(self, address: Address, view: View, picture: Outgoing | None) -> Address:
        if address.message:
            if await self._edit(address, view, picture):
                return address
            if view.stage not in WORTH_A_MESSAGE:
                return address
        sent = await self._post(address, view, picture)
        await self._keep(view, sent)
        return replace(address, message=str(sent.message_id), pinned=None)

    async def _pinned(self, address: Address, view: View) -> Address:
        """Without a sound: a board that moves up tells nobody anything new."""
        due = pin_due(address, view)
        if due is None:
            return address
        chat, message = address.channel, int(address.message)
        try:
            if due == "pin":
                await self._bot.pin_chat_message(chat, message, disable_notification=True, rate_limit_args=Urgency.NEWS)
            else:
                await self._bot.unpin_chat_message(chat, message, rate_limit_args=Urgency.NEWS)
        except (BadRequest, Forbidden) as error:
            log.info("message not pinned", due=due, chat=chat, error=error.message)
            return replace(address, pinned=False)
        except TelegramError:  # the message itself is shown: another time
            return address
        return replace(address, pinned=due == "pin")

    async def _keep(self, view: View, sent: object) -> None:
        """The name under which Telegram shows this picture again."""
        if self.shelf is not None and view.stage == "done" and isinstance(sent, Message) and sent.photo:
            await self.shelf.keep_picture(view.job_id, sent.photo[-1].file_id)

    async def _edit(self, address: Address, view: View, picture: Outgoing | None) -> bool:
        """Whether the message was still there."""
        place = (address.channel, address.message)
        try:
            if picture is not None:
                await self._edit_media(address, view, picture)
                self._with_preview.add(place)
            elif place not in self._with_preview:
                await self._edit_text(address, view)
            else:
                await self._edit_caption(address, view)
        except BadRequest as error:
            if says(error, NO_TEXT):  # the preview is of a process before this one
                self._with_preview.add(place)
                return await self._edit(address, view, picture)
            if says(error, GONE):
                return False
            if not says(error, UNCHANGED):
                raise
        if view.stage in ENDS:
            self._with_preview.discard(place)
        return True

    async def _edit_text(self, address: Address, view: View) -> None:
        await self._bot.edit_message_text(
            text_of(view),
            chat_id=address.channel,
            message_id=int(address.message),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=keyboard_of(view),
            rate_limit_args=_urgency(view),
        )

    async def _edit_caption(self, address: Address, view: View) -> None:
        await self._bot.edit_message_caption(
            chat_id=address.channel,
            message_id=int(address.message),
            caption=text_of(view),
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard_of(view),
            rate_limit_args=_urgency(view),
        )

    async def _edit_media(self, address: Address, view: View, picture: Outgoing) -> None:
        sent = await self._bot.edit_message_media(
            _media(view, picture),
            chat_id=address.channel,
            message_id=int(address.message),
            reply_markup=keyboard_of(view),
            read_timeout=MEDIA_PATIENCE_S,
            write_timeout=MEDIA_PATIENCE_S,
            rate_limit_args=_urgency(view),
        )
        await self._keep(view, sent)

    async def _post(self, address: Address, view: View, picture: Outgoing | None) -> Message:
        """A new message, in reply to the person's; that one may be gone as well."""
        chat, text, keyboard = address.channel, text_of(view), keyboard_of(view)
        thread = int(address.thread) if address.thread else None
        reply = ReplyParameters(int(address.reply_to), allow_sending_without_reply=True) if address.reply_to else None
        if picture is None:
            return await self._bot.send_message(
                chat,
                text,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread,
                reply_parameters=reply,
                reply_markup=keyboard,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                rate_limit_args=_urgency(view),
            )
        send = self._bot.send_document
        if picture.photo:
            send = partial(self._bot.send_photo, has_spoiler=view.spoiler)
        return await send(
            chat,
            picture.data,
            caption=text,
            parse_mode=ParseMode.HTML,
            filename=picture.name,
            message_thread_id=thread,
            reply_parameters=reply,
            reply_markup=keyboard,
            read_timeout=MEDIA_PATIENCE_S,
            write_timeout=MEDIA_PATIENCE_S,
            rate_limit_args=_urgency(view),
        )


def _urgency(view: View) -> Urgency:
    return Urgency.PICTURE if view.stage in ENDS or view.pictures else Urgency.NEWS


def _media(view: View, picture: Outgoing) -> InputMediaPhoto | InputMediaDocument:
    """Telegram knows no veil for files; they are opened on purpose."""
    data, caption, name = picture.data, text_of(view), picture.name
    if not picture.photo:
        return InputMediaDocument(data, caption=caption, parse_mode=ParseMode.HTML, filename=name)
    return InputMediaPhoto(data, caption=caption, parse_mode=ParseMode.HTML, filename=name, has_spoiler=view.spoiler)
