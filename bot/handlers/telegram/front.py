"""The bot on Telegram: one `Application`, polling, from start to stop."""

from __future__ import annotations

import asyncio
import os

import structlog
from telegram import BotCommand, Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ApplicationBuilder
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from bot.commands import COMMANDS
from bot.commands.studio import Studio
from bot.config import Settings
from bot.errors import FrontError, WrongToken
from bot.handlers.telegram.courier import TelegramCourier
from bot.handlers.telegram.updates import listen
from bot.i18n import LOCALES, say
from bot.people import Platform

log = structlog.get_logger()

LONGEST_WAIT_S = 60.0
"""Between two tries to reach Telegram while there is no network."""


class TelegramFront:
    """`application` is made without any connection; an outside test may give its own server by TELEGRAM_API_URL."""

    platform: Platform = "telegram"

    def __init__(self, settings: Settings) -> None:
        # python-telegram-bot gives times as numbers, with a warning, unless it is told that timedelta is understood
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
        api = settings.telegram_api_url.rstrip("/")
        builder = ApplicationBuilder().token(token).base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
        self.application: Application = builder.concurrent_updates(256).build()  # type: ignore[type-arg]  # six of them
        self.courier = TelegramCourier(self.application.bot)
        self._settings = settings
        self._connecting: asyncio.Task[None] | None = None

    async def start(self, studio: Studio) -> None:
        """Connect and poll. Without a network it goes on trying in the background. Raises WrongToken, FrontError."""
        listen(self.application, studio)
        try:
            await self._connect()
        except InvalidToken as error:
            raise WrongToken(self.platform, error.message) from error
        except NetworkError as error:
            log.warning("telegram cannot be reached, trying again", problem=error.message)
            self._connecting = asyncio.create_task(self._keep_connecting())
        except TelegramError as error:
            raise FrontError(self.platform, error.message) from error

    async def _keep_connecting(self) -> None:
        waits = wait_random_exponential(max=LONGEST_WAIT_S)
        async for attempt in AsyncRetrying(wait=waits, retry=retry_if_exception_type(NetworkError)):
            with attempt:
                await self._connect()

    async def _connect(self) -> None:
        await self.application.initialize()
        for locale in LOCALES:
            commands = [BotCommand(command.name, say(locale, f"command.{command.name}")) for command in COMMANDS]
            await self.application.bot.set_my_commands(commands, language_code="" if locale == "en" else locale)
        updater = self.application.updater
        assert updater is not None  # noqa: S101 - the builder makes one unless told otherwise
        await updater.start_polling(allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY])
        await self.application.start()

    async def stop(self) -> None:
        """Stop polling, let handlers end, disconnect. Idempotent."""
        if self._connecting:
            self._connecting.cancel()
        application = self.application
        if application.updater and application.updater.running:
            await application.updater.stop()
        if application.running:
            await application.stop()
        await application.shutdown()
