"""Updates that Telegram brings, where the bot can be reached from outside: HTTPS ends in front of it."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot, Update

from bot.config import Settings
from bot.errors import AddressTaken
from bot.handlers.telegram.inbox import Inbox

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
UPDATE_LIMIT_BYTES = 2 * 2**20


class Webhook:
    """Listens on `settings.host` and the webhook's port. `queue` gets what was kept."""

    def __init__(self, settings: Settings, inbox: Inbox, queue: asyncio.Queue[Any], bot: Bot) -> None:
        self.url = settings.telegram_webhook_url or ""
        given = settings.telegram_webhook_secret
        self._secret = given.get_secret_value() if given else secrets.token_urlsafe(32)
        self._host, self._port = settings.host, settings.telegram_webhook_port
        self._inbox, self._queue, self._bot = inbox, queue, bot
        self._runner: web.AppRunner | None = None

    async def open(self, allowed_updates: tuple[str, ...]) -> None:
        """Listen, then tell Telegram where. Raises AddressTaken and TelegramError."""
        if self._runner is None:
            await self._listen()
        await self._bot.set_webhook(self.url, allowed_updates=allowed_updates, secret_token=self._secret)

    async def _listen(self) -> None:
        app = web.Application(client_max_size=UPDATE_LIMIT_BYTES)
        app.router.add_post(urlsplit(self.url).path or "/", self._receive)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self.close()
            raise AddressTaken("telegram", f"{self._host}:{self._port}") from error
        log.info("webhook listens", platform="telegram", host=self._host, port=self.port)

    @property
    def port(self) -> int:
        """The bound one, once it listens."""
        return self._runner.addresses[0][1] if self._runner and self._runner.addresses else self._port

    async def close(self) -> None:
        """Telegram keeps what it cannot bring. Idempotent."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _receive(self, request: web.Request) -> web.Response:
        """Answer when the update is kept: Telegram brings it again otherwise."""
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = Update.de_json(await request.json(), self._bot)
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        try:
            await self._inbox.keep([update])
        except SQLAlchemyError as error:
            log.error("update not kept", platform="telegram", problem=type(error).__name__)  # noqa: TRY400
            return web.Response(status=503)
        await self._queue.put(update)
        return web.Response()
