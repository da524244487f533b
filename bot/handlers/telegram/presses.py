"""Buttons: each runs a command with its job, hands something out, or asks for words in a reply."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
)

from bot.commands.actions import ACTIONS, command_of, given, prefilled
from bot.commands.base import Reply
from bot.commands.imagine import IMAGINE
from bot.commands.own import find
from bot.commands.parse import parse
from bot.commands.play import PLAY, expect_turn
from bot.errors import NotYours
from bot.handlers.telegram.answers import Answers, Excuse, said, tell, unless_gone
from bot.handlers.telegram.asked import KEEP, Asked, asked_in
from bot.handlers.telegram.asking import ask
from bot.handlers.telegram.buttons import Press
from bot.handlers.telegram.context import TelegramContext
from bot.handlers.telegram.forms import Pressed, press_form
from bot.handlers.telegram.groups import example, example_in
from bot.handlers.telegram.layout import NOTICE_LIMIT, plain
from bot.handlers.telegram.ondemand import hand_out
from bot.handlers.telegram.senders import Sender, sender_of
from bot.i18n import choose, say
from bot.jobs import Job, JobState
from bot.views import Action

REPAINT = "repaint"
_APART: Mapping[str, str] = MappingProxyType(
    {"session_look": PLAY.name, "session_write": PLAY.name, "session_keep": KEEP}
)
"""What is shown to one person alone, or written by them unseen, and the deep link to it."""
PATIENCE_S = 3.0
"""A button shines no longer; what takes longer is told in a message."""
OFFERS_REMEMBERED = 1000


class Presses:
    """What is pressed goes through `answers`' studio."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._offered: dict[tuple[int, int], None] = {}

    async def press(self, query: CallbackQuery, context: TelegramContext, sender: Sender) -> None:
        """Do it, and answer the button in time. What nobody else may see is done in the person's own chat."""
        apart = Press.read(query.data or "")
        if apart is not None and apart.deed in _APART and not context.discreet:
            await self._lead(query, apart, context)
            return
        doing = asyncio.ensure_future(said(context, self._done(query, context, sender)))
        try:
            await asyncio.wait([doing], timeout=PATIENCE_S)
            told = "" if not doing.done() else _notice(doing.result())
            await unless_gone(query.answer(told))
            reply = await doing
        except asyncio.CancelledError:
            doing.cancel()
            raise
        if reply is not None and not told:
            await unless_gone(tell(context, reply))
        elif isinstance(reply, Excuse):
            await unless_gone(context.retract())

    async def _done(self, query: CallbackQuery, context: TelegramContext, sender: Sender) -> Reply | Job | None:
        """Raises HwagaError and TelegramError."""
        data, studio = query.data or "", self._answers.studio
        number = example_in(data)
        if number is not None:
            options = parse(IMAGINE.options, {"text": example(context.locale, number)})
            return await IMAGINE.run(context, options, studio)
        if data == REPAINT:
            return await self._repaint(query, context, sender)
        if form := Pressed.read(data):
            await press_form(query, form, context, sender, studio)
            return Reply("")
        press = Press.read(data)
        if press is None:
            return Reply("")
        if press.deed not in ACTIONS:
            await self._hand_out(query, press, context)
            return Reply("")
        return await self._act(cast("Action", press.deed), press, context)

    async def _lead(self, query: CallbackQuery, press: Press, context: TelegramContext) -> None:
        """Into the person's own chat, if there is anything for them to do."""
        excuse = await said(context, self._expect(press, context))
        link = f"https://t.me/{context.bot.username}?start={_APART[press.deed]}-{press.job_id}"
        await unless_gone(query.answer(_notice(excuse)) if excuse is not None else query.answer(url=link))

    async def _expect(self, press: Press, context: TelegramContext) -> None:
        """Raises SessionRefused and NoSuchSession."""
        if _APART[press.deed] == PLAY.name:
            await expect_turn(context.account, context.locale, press.job_id, self._answers.studio)

    async def _hand_out(self, query: CallbackQuery, press: Press, context: TelegramContext) -> None:
        person = await self._answers.studio.store.person(context.account, context.locale)
        if query.message is not None:
            await hand_out(self._answers.studio, person, press, query.message, context.bot, context.locale)

    async def _act(self, action: Action, press: Press, context: TelegramContext) -> Reply | Job | None:
        command, studio = command_of(action), self._answers.studio
        if command is None:
            return Reply("")
        deed = ACTIONS[action]
        if deed.of_session and deed.asks:
            await ask(action, press.job_id, "", context)
            return Reply("")
        if deed.asks:
            person = await studio.store.person(context.account, context.locale)
            job = await find(studio, person, press.job_id, tuple(JobState))
            await ask(action, job.id, prefilled(action, job).get("text", ""), context)
            return Reply("")
        options = parse(command.options, given(action, press.job_id, press.picture))
        return await command.run(context, options, studio)

    async def offer_repaint(self, message: Message, sender: Sender, asked: Asked) -> None:
        """Below words that have been changed after they were sent. Raises TelegramError."""
        key = (message.chat.id, message.message_id)
        if not asked.command.public or key in self._offered:
            return
        self._offered[key] = None
        if len(self._offered) > OFFERS_REMEMBERED:
            del self._offered[next(iter(self._offered))]
        locale = choose(sender.language, self._answers.studio.settings.locale)
        button = InlineKeyboardButton(say(locale, "action.repaint"), callback_data=REPAINT)
        await message.get_bot().send_message(
            message.chat.id,
            say(locale, "telegram.edited"),
            message_thread_id=message.message_thread_id if message.is_topic_message else None,
            reply_parameters=ReplyParameters(message.message_id),
            reply_markup=InlineKeyboardMarkup([[button]]),
        )

    async def _repaint(self, query: CallbackQuery, context: TelegramContext, sender: Sender) -> Reply | Job | None:
        """What the message says now; the offer becomes the status message. Raises NotYours."""
        offer = query.message
        message = offer.reply_to_message if isinstance(offer, Message) else None
        if offer is None or message is None:
            return Reply(say(context.locale, "error.picture_gone"))
        self._offered.pop((message.chat.id, message.message_id), None)
        author = sender_of(message)
        if author is None or author.account != sender.account:
            raise NotYours
        asked = asked_in(message, context.bot.username, context.bot.id)
        if asked is None:
            return Reply("")
        anew = TelegramContext(
            message, sender, context.bot, self._answers.studio.settings.locale, status=offer.message_id
        )
        await self._answers.answer(asked, anew)
        return Reply("")


def _notice(reply: Reply | None) -> str:
    """What appears on top of the chat; empty where there is more to say than fits."""
    text = "" if reply is None or reply.file is not None else plain(reply.text)
    return text if len(text) <= NOTICE_LIMIT else ""
