"""Telegram's updates in: who is meant by what is sorted out here, and what is to be done of it is `Answers`'."""

from __future__ import annotations

from typing import Any, cast

import structlog
from telegram import CallbackQuery, Message, Update
from telegram.ext import Application, ContextTypes, TypeHandler

from bot.commands.spoken import spoken
from bot.commands.studio import Studio
from bot.handlers.telegram.albums import Albums
from bot.handlers.telegram.answers import Answers, unless_gone
from bot.handlers.telegram.asked import album_asked, asked_in
from bot.handlers.telegram.context import TelegramContext
from bot.handlers.telegram.groups import Groups
from bot.handlers.telegram.inbox import Inbox, KeptBot
from bot.handlers.telegram.inline import answer_inline
from bot.handlers.telegram.pictures import picture_in
from bot.handlers.telegram.presses import Presses
from bot.handlers.telegram.senders import Sender, presser_of, sender_of
from bot.people import Locale

log = structlog.get_logger()

WANTED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.EDITED_CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
"""The kinds of updates that Telegram is asked for."""
LATE_S = 1.0
"""A job may have been queued so long before its update was counted as come: two clocks are read."""


class Ears:
    """`studio` is what commands work with, set before the first update comes."""

    def __init__(self, inbox: Inbox, default: Locale) -> None:
        self.groups = Groups(default)
        self.albums = Albums()
        self._inbox = inbox
        self._default = default

    @property
    def studio(self) -> Studio:
        return self._answers.studio

    @studio.setter
    def studio(self, studio: Studio) -> None:
        self._answers = Answers(studio)
        self._presses = Presses(self._answers)
        self.groups.shelf = studio.store.telegram

    def listen(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Give the application its handler."""
        application.add_handler(TypeHandler(Update, self.hear))

    async def hear(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Whatever came."""
        if update.callback_query is not None:
            await self._press(update, update.callback_query)
        elif update.inline_query is not None:
            await unless_gone(answer_inline(update.inline_query, self.studio))
        elif update.my_chat_member is not None:
            await self.groups.changed(update.my_chat_member)
        elif edited := update.edited_message or update.edited_channel_post:
            await self._edited(edited)
        elif message := update.message or update.channel_post:
            await self._message(update, message)

    async def _message(self, update: Update, message: Message) -> None:
        if await self.groups.moved(message) or not _is_said(message):
            return
        async with self.albums.whole(update) as updates:
            if updates:
                await self._said(updates)

    async def _said(self, updates: list[Update]) -> None:
        """A message, or all messages of an album."""
        messages = [each.effective_message for each in updates if each.effective_message]
        spoken = next((each for each in messages if each.caption), messages[0])
        bot = spoken.get_bot()
        sender, asked = sender_of(spoken), asked_in(spoken, bot.username, bot.id)
        if sender is None or asked is None:
            return
        pictures = [picture for each in messages if (picture := picture_in(each))]
        wishes = [asked] if len(messages) == 1 else album_asked(asked, pictures)
        told_by = updates if len(wishes) > 1 else [updates[messages.index(spoken)]]
        for wish, told in zip(wishes, told_by, strict=True):
            context = await self._context(told, sender)
            if context is None or await self._answered_before(told, context):
                continue
            if not await self._answers.answer(wish, context):
                return  # what was refused for one picture would be for the others

    async def _context(self, update: Update, sender: Sender) -> TelegramContext | None:
        query, kept = update.callback_query, self._inbox.of(update)
        at = update.effective_message if query is None else query.message
        if at is None:
            return None
        status = int(kept.status) if kept and kept.status else None

        async def noted(message: int) -> None:
            await self._inbox.answered(update, message)

        bot = cast("KeptBot", at.get_bot())
        context = TelegramContext(at, sender, bot, self._default, status=status, noted=noted)
        context.locale = await spoken(self.studio, context.account, context.place, context.locale)
        return context

    async def _answered_before(self, update: Update, context: TelegramContext) -> bool:
        """Whether a process before this one had queued the job, and ended before it could strike out the update."""
        kept = self._inbox.of(update)
        if kept is None or kept.tries == 1:
            return False
        shelf = self.studio.store.telegram
        return await shelf.job_for(context.place.id, context.message_id, kept.at - LATE_S) is not None

    async def _edited(self, message: Message) -> None:
        bot, sender = message.get_bot(), sender_of(message)
        asked = asked_in(message, bot.username, bot.id)
        if sender is not None and asked is not None and _is_said(message):
            await unless_gone(self._presses.offer_repaint(message, sender, asked))

    async def _press(self, update: Update, query: CallbackQuery) -> None:
        """A button; who may press it is the command's to judge. It shines until it is answered, so it always is."""
        if query.message is None:
            await unless_gone(query.answer())
            return
        sender = await presser_of(query.from_user, query.message, query.get_bot())
        context = await self._context(update, sender)
        if context is not None and not await self._answered_before(update, context):
            await self._presses.press(query, context, sender)
        else:
            await unless_gone(query.answer())


def _is_said(message: Message) -> bool:
    """Neither what Telegram says by itself, nor a channel's post that it copies into the channel's group."""
    return not message.is_automatic_forward and bool(message.effective_attachment or message.text)
