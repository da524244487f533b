"""The bot on Telegram: connects, polls, and hands out the courier."""

from __future__ import annotations

import asyncio
import re

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Updater
from tenacity import AsyncRetrying, retry_if_exception, wait_random_exponential
from tenacity.wait import wait_base

from bot.commands.studio import Studio
from bot.config import Settings
from bot.errors import WrongToken
from bot.handlers.telegram.application import application_of
from bot.handlers.telegram.courier import TelegramCourier
from bot.handlers.telegram.inbox import Inbox
from bot.handlers.telegram.menu import tell_commands
from bot.handlers.telegram.updates import WANTED, Ears
from bot.handlers.telegram.webhook import Webhook
from bot.handlers.telegram.windows import Rates
from bot.people import Platform

TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
"""What BotFather hands out; anything else would go into an address as it is."""

log = structlog.get_logger()


class TelegramFront:
    """`application` is complete before it has any connection: a test may drive it in `start`'s place."""

    platform: Platform = "telegram"

    def __init__(self, settings: Settings, rates: Rates | None = None) -> None:
        self.inbox = Inbox()
        self.application = application_of(settings, self.inbox, rates or Rates())
        self.courier = TelegramCourier(self.application.bot)
        self.waits: wait_base = wait_random_exponential(max=60)
        """Seconds between two tries to connect."""
        self.ears = Ears(self.inbox, settings.locale)
        self.ears.listen(self.application)
        bot, queue = self.application.bot, self.application.update_queue
        self.webhook = Webhook(settings, self.inbox, queue, bot) if settings.telegram_webhook_url else None
        self._locale, self._owners = settings.locale, settings.owners or ()
        self._connecting: asyncio.Task[None] | None = None
        self._greeting: asyncio.Task[None] | None = None

    def attach(self, studio: Studio) -> None:
        """Say what the commands work with; needed before the first update comes, however it comes."""
        self.ears.studio = studio
        self.inbox.shelf, self.inbox.clock = studio.store.telegram, studio.clock
        self.courier.shelf = studio.store.telegram

    @property
    def connected(self) -> bool:
        """Whether the application runs, whoever started it."""
        return self.application.running

    async def start(self, studio: Studio) -> None:
        """Connect and listen; where Telegram cannot be reached, go on trying in a task.

        Raises WrongToken and AddressTaken.

        Only attaches an application that somebody else has started already.
        """
        self.attach(studio)
        if self.application.running:
            return
        if not TOKEN.fullmatch(self.application.bot.token):
            raise WrongToken(self.platform, "not a token's form")
        try:
            await self._connect()
        except InvalidToken as error:
            await self.application.bot.shutdown()
            refusal = _refusal(error)
            raise WrongToken(self.platform, refusal.message) from refusal
        except TelegramError as error:
            log.warning("cannot connect, trying on", platform=self.platform, problem=error.message)
            self._connecting = asyncio.create_task(self._keep_connecting(), name="telegram connecting")

    async def _keep_connecting(self) -> None:
        trying = AsyncRetrying(wait=self.waits, retry=retry_if_exception(_may_pass), reraise=True)
        try:
            await trying(self._connect)
        except InvalidToken as error:
            log.error("wrong token", platform=self.platform, problem=_refusal(error).message)  # noqa: TRY400

    async def _connect(self) -> None:
        """May be called again after it has failed. Raises TelegramError and AddressTaken."""
        await self.application.initialize()
        for update in await self.inbox.left(self.application.bot):  # of a process before this one
            await self.application.update_queue.put(update)
        if self.webhook is not None:
            await self.webhook.open(WANTED)
        else:
            await self._updater.start_polling(allowed_updates=WANTED, error_callback=_tell)
        await self.application.start()
        log.info("connected", platform=self.platform)
        await tell_commands(self.application.bot, self._locale, self._owners)
        self._greeting = asyncio.create_task(self.ears.groups.look_at_all(self.application.bot), name="telegram groups")

    async def stop(self) -> None:
        """Stop listening, let handlers end, disconnect. Idempotent."""
        for task in (self._connecting, self._greeting):
            if task is not None:
                task.cancel()
                await asyncio.wait([task])
        if self.webhook is not None:
            await self.webhook.close()
        if self._updater.running:
            await self._stop_polling()
        if self.application.running:
            await self.application.stop()
        await self.application.shutdown()
        await self.application.bot.shutdown()  # all that there is of an application that never got through

    async def _stop_polling(self) -> None:
        try:
            await self._updater.stop()
        except InvalidToken as error:  # what ended the polling: the token was revoked in the meantime
            log.warning("polling had ended", platform=self.platform, problem=_refusal(error).message)

    @property
    def _updater(self) -> Updater:
        updater = self.application.updater
        if updater is None:
            raise TypeError("an application without an updater cannot poll")
        return updater


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, TelegramError) and not isinstance(error, InvalidToken)


def _refusal(error: InvalidToken) -> InvalidToken:
    """What Telegram said. The error that python-telegram-bot makes of it has the token in its text."""
    return error.__cause__ if isinstance(error.__cause__, InvalidToken) else error


def _tell(error: TelegramError) -> None:
    """While polling, which goes on by itself."""
    if isinstance(error, Conflict):
        log.error("another program polls with this token", platform="telegram", problem=error.message)
    else:
        log.warning("cannot be reached, trying on", platform="telegram", problem=error.message)
