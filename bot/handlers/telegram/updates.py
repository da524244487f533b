"""Telegram's updates in, commands out: in private chats every message, and the buttons below ours."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import structlog
from telegram import CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.commands.actions import given
from bot.commands.base import Reply
from bot.commands.parse import parse
from bot.commands.studio import Studio
from bot.errors import HwagaError, Refused
from bot.handlers.telegram.asked import Asked, asked_in
from bot.handlers.telegram.buttons import COMMANDS_OF, Press
from bot.handlers.telegram.context import TelegramContext
from bot.handlers.telegram.layout import cut, plain
from bot.handlers.telegram.pictures import fetched, refuse_unfit
from bot.i18n import say_problem
from bot.jobs import Job

log = structlog.get_logger()

WANTED = (Update.MESSAGE, Update.CALLBACK_QUERY)
"""The kinds of updates that Telegram is asked for."""
NOTICE_LIMIT = 200
"""Of the few words that appear when a button is pressed."""

_HEARD = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL


class Ears:
    """The edge between Telegram and commands. `studio` is what they work with, set before the first update comes."""

    studio: Studio

    def listen(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Give the application its handlers."""
        application.add_handler(MessageHandler(_HEARD, self.message))
        application.add_handler(CallbackQueryHandler(self.press))

    async def message(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Whatever somebody sent."""
        message, user = update.message, update.effective_user
        if message is None or user is None:
            return
        context = TelegramContext(message, user, self.studio.settings.locale)
        reply = await _said(context, self._answer(asked_in(message), context))
        if reply is not None:
            await _unless_gone(context.say(reply.text))
        if reply is not None and reply.file is not None:
            await _unless_gone(context.send(reply.file))

    async def _answer(self, asked: Asked, context: TelegramContext) -> Reply | Job:
        """Acknowledge before anything that could take time, and run the command. Raises HwagaError, TelegramError."""
        upload = None
        if asked.picture is not None and asked.picture_option:
            refuse_unfit(asked.picture, self.studio.settings.picture_max_mib)
            await context.acknowledge()
            upload = await fetched(asked.picture)
        options = parse(asked.command.options, asked.given(upload))
        return await asked.command.run(context, options, self.studio)

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A button; who may press it is the command's to judge. It shines until it is answered, so it always is."""
        query = update.callback_query
        if query is None:
            return
        await _unless_gone(query.answer(cut(plain(await self._pressed(query)), NOTICE_LIMIT)))

    async def _pressed(self, query: CallbackQuery) -> str:
        press = Press.read(query.data or "")
        command = None if press is None else COMMANDS_OF.get(press.action)
        if press is None or command is None or query.message is None:
            return ""
        context = TelegramContext(query.message, query.from_user, self.studio.settings.locale)
        options = parse(command.options, given(press.action, press.job_id))
        reply = await _said(context, command.run(context, options, self.studio))
        return "" if reply is None else reply.text


async def _said(context: TelegramContext, answer: Awaitable[Reply | Job]) -> Reply | None:
    """What is to be said of a command: its reply, or why not; None where delivery will show the job."""
    try:
        result = await answer
    except HwagaError as error:
        if not isinstance(error, Refused):
            log.error("command failed", platform="telegram", problem=str(error))  # noqa: TRY400 - ours, with its data
        return Reply(say_problem(context.locale, error.problem))
    except TelegramError as error:
        # blocked, or the chat is gone: nothing was queued, and nobody is left to be told
        log.warning("not acknowledged", platform="telegram", problem=error.message)
        return None
    except Exception:
        log.exception("command stumbled", platform="telegram")
        return Reply(say_problem(context.locale, HwagaError().problem))
    return result if isinstance(result, Reply) else None


async def _unless_gone(telling: Awaitable[object]) -> None:
    """A few words that Telegram does not take now are not worth another try."""
    try:
        await telling
    except TelegramError as error:
        log.warning("not told", platform="telegram", problem=error.message)
