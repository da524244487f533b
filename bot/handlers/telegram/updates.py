"""Telegram's updates in, commands out. In private chats: words, a photo with or without a caption, commands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import structlog
from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.commands import COMMANDS
from bot.commands.base import Command, Reply, Upload, fields_of
from bot.commands.cancel import CANCEL, CancelOptions
from bot.commands.help import HELP
from bot.commands.imagine import IMAGINE
from bot.commands.parse import Given, parse
from bot.commands.studio import Studio
from bot.errors import HwagaError
from bot.handlers.telegram.context import TelegramContext
from bot.handlers.telegram.layout import CANCEL_DATA
from bot.handlers.telegram.pictures import picture_of
from bot.i18n import choose, say_problem
from bot.people import Account

log = structlog.get_logger()

_COMMAND = re.compile(r"/([a-z_]{1,32})(?:@\w+)?(?:\s+|$)", re.ASCII)
_BY_NAME: Mapping[str, Command[Any]] = {command.name: command for command in COMMANDS} | {"start": HELP}
_PRIVATE_MESSAGES = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE


def listen(application: Application[Any, Any, Any, Any, Any, Any], studio: Studio) -> None:
    """Give the application its handlers. Captions are read as texts are: PTB's CommandHandler ignores them."""
    ears = Ears(studio)
    application.add_handler(MessageHandler(_PRIVATE_MESSAGES, ears.message))
    application.add_handler(CallbackQueryHandler(ears.cancel_pressed, pattern=CANCEL_DATA))


class Ears:
    """Hears on behalf of one studio."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    async def message(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Whatever somebody sent in a private chat."""
        message, user = update.message, update.effective_user
        if message is None or user is None:
            return
        locale = choose(user.language_code, self._studio.settings.locale)
        context = TelegramContext(message, Account("telegram", str(user.id)), locale)
        try:
            await self._answer(message, context)
        except HwagaError as error:
            await context.say(say_problem(locale, error.problem))
        except TelegramError:
            log.exception("telegram did not take an answer")
        except Exception:
            log.exception("a message could not be answered")
            await context.say(say_problem(locale, HwagaError().problem))

    async def _answer(self, message: Message, context: TelegramContext) -> None:
        command, text = command_in(message.text or message.caption or "")
        picture = picture_of(message, self._studio.settings.picture_max_mib) if command is IMAGINE else None
        if command is IMAGINE and not text and picture is None:
            command = HELP
        given: dict[str, Given | None] = {}
        if command is IMAGINE:
            await context.acknowledge()
        if picture is not None:
            given["image"] = Upload(bytes(await (await picture.get_file()).download_as_bytearray()))
        main = next((field.name for field in fields_of(command.options) if field.option.main), None)
        if main is not None:
            given[main] = text
        result = await command.run(context, parse(command.options, given), self._studio)
        if isinstance(result, Reply):
            await context.say(result.text)

    async def cancel_pressed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The button on a status message; who may press it is the command's to judge."""
        query = update.callback_query
        if query is None or query.data is None or not isinstance(query.message, Message):
            return
        locale = choose(query.from_user.language_code, self._studio.settings.locale)
        context = TelegramContext(query.message, Account("telegram", str(query.from_user.id)), locale)
        try:
            options = CancelOptions(job=query.data.partition(":")[2])
            result = await CANCEL.run(context, options, self._studio)
            text = result.text if isinstance(result, Reply) else ""
        except HwagaError as error:
            text = say_problem(locale, error.problem)
        await query.answer(text)


def command_in(text: str) -> tuple[Command[Any], str]:
    """The command that a text or caption begins with, and the rest; without one, it is something to paint."""
    found = _COMMAND.match(text)
    if found is None:
        return IMAGINE, text.strip()
    return _BY_NAME.get(found[1], HELP), text[found.end() :].strip()
