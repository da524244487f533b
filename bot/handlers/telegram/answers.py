"""The edge between Telegram and commands: what is asked is run, and answered in words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import nullcontext
from dataclasses import replace

import structlog
from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.commands.actions import offered
from bot.commands.base import Reply
from bot.commands.parse import parse
from bot.commands.studio import Studio
from bot.errors import HwagaError, ManagersOnly, NotAllowed, NotYours, OwnersOnly, Refused, TooManyPictures
from bot.handlers.telegram.asked import Asked
from bot.handlers.telegram.asking import ask
from bot.handlers.telegram.buttons import keyboard_of
from bot.handlers.telegram.context import TelegramContext
from bot.handlers.telegram.forms import form_of
from bot.handlers.telegram.pictures import fetched, refuse_unfit
from bot.i18n import say_problem
from bot.jobs import Job

log = structlog.get_logger()


AT_WORK = 3
"""Wishes that are thought about at the same time: more of them would keep those waiting who are not answered yet."""


class Answers:
    """Runs commands in `studio`."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._few = asyncio.Semaphore(AT_WORK)

    async def answer(self, asked: Asked, context: TelegramContext) -> bool:
        """Run what was asked for and say what there is to say. Whether it was not refused."""
        outcome = await said(context, self._run(asked, context), quiet=asked.quiet)
        if isinstance(outcome, Reply):
            await unless_gone(tell(context, outcome, self._form(asked, outcome, context)))
        if asked.asks is not None and not isinstance(outcome, Excuse):
            await unless_gone(ask(asked.asks, str(asked.values["session"]), "", context))
        return not isinstance(outcome, Excuse)

    def _form(self, asked: Asked, outcome: Reply, context: TelegramContext) -> InlineKeyboardMarkup | None:
        """The buttons below it: of what is shown, or to choose settings by."""
        if isinstance(outcome, Excuse):
            return None
        if outcome.view is None:
            return form_of(asked.command.name, context.locale)
        able = offered(self.studio.backend.offers())
        return keyboard_of(replace(outcome.view, actions=tuple(one for one in outcome.view.actions if one in able)))

    async def _run(self, asked: Asked, context: TelegramContext) -> Reply | Job | None:
        """Acknowledge before anything that could take time, and run the command. Raises HwagaError, TelegramError.

        What may be talk among people is acknowledged by the command, when it has found that it is none.
        """
        most = len(asked.picture_options)
        if len(asked.pictures) > most > 1:
            raise TooManyPictures(len(asked.pictures), most)
        for picture in asked.wanted:
            refuse_unfit(picture, self.studio.settings.picture_max_mib)
        if asked.wanted or (asked.command.public and asked.text and not asked.quiet):
            await context.acknowledge()
        uploads = [await fetched(picture) for picture in asked.wanted]
        options = parse(asked.command.options, asked.given(uploads))
        async with self._few if asked.command.public else nullcontext():
            return await asked.command.run(context, options, self.studio)


class Excuse(Reply):
    """Why a command did nothing."""


class Refusal(Excuse):
    """The same where it is nobody else's business."""


async def said(context: TelegramContext, answer: Awaitable[Reply | Job | None], *, quiet: bool = False) -> Reply | None:
    """What is to be said of a command: its reply, or why not; None where delivery will show the job."""
    try:
        result = await answer
    except NotYours as error:
        return Excuse("" if quiet else say_problem(context.locale, error.problem))
    except NotAllowed as error:
        # who manages a place is nobody's secret, and in private it would be another question
        told = Excuse if isinstance(error, ManagersOnly | OwnersOnly) else Refusal
        return told(say_problem(context.locale, error.problem))
    except HwagaError as error:
        if not isinstance(error, Refused):
            log.error("command failed", platform="telegram", problem=str(error))  # noqa: TRY400 - ours, with its data
        return Excuse(say_problem(context.locale, error.problem))
    except TelegramError as error:
        # blocked, or the chat is gone: nothing was queued, and nobody is left to be told
        log.warning("not acknowledged", platform="telegram", problem=error.message)
        return Excuse("")
    except Exception:
        log.exception("command stumbled", platform="telegram")
        return Excuse(say_problem(context.locale, HwagaError().problem))
    return result if isinstance(result, Reply) else None


async def tell(context: TelegramContext, reply: Reply, form: InlineKeyboardMarkup | None = None) -> None:
    """The words, and a file that others may see, where they were asked for; what may not, to the person alone.

    Raises TelegramError.
    """
    if isinstance(reply, Refusal):
        await context.refuse(reply.text)
    elif reply.file is not None:
        await context.give(reply.file, reply.text, form)
    elif reply.text:
        await context.say(reply.text, form)


async def unless_gone(telling: Awaitable[object]) -> None:
    """A few words that Telegram does not take now are not worth another try."""
    try:
        await telling
    except TelegramError as error:
        log.warning("not told", platform="telegram", problem=error.message)
