"""Logs in with the token, listens, and hands out the courier."""

from __future__ import annotations

import asyncio
import re
import threading

import discord
import structlog
from discord.gateway import KeepAliveHandler
from tenacity import AsyncRetrying, retry_if_exception, wait_random_exponential
from tenacity.wait import wait_base

from bot.commands.studio import Studio
from bot.config import Settings
from bot.errors import WrongToken
from bot.handlers.discord.client import DiscordBot
from bot.handlers.discord.courier import DiscordCourier
from bot.people import Platform

TOKEN = re.compile(r"[!-~]+")
"""What a header can hold; the form of its tokens Discord does not tell."""

GRACE_S = 10.0
"""What `stop` lets those take who were heard: an interaction that was acknowledged cannot be found again."""

log = structlog.get_logger()


class DiscordFront:
    """`bot` is a complete client before it has any connection: a test may drive it in `start`'s place."""

    platform: Platform = "discord"

    def __init__(self, settings: Settings) -> None:
        self.bot = DiscordBot(settings)
        self.courier = DiscordCourier(self.bot)
        self.waits: wait_base = wait_random_exponential(max=60)
        """Seconds between two tries to connect."""
        self._token = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
        self._connecting: asyncio.Task[None] | None = None
        self._gateway: asyncio.Task[None] | None = None

    def attach(self, studio: Studio) -> None:
        """Say what the commands work with; needed before the first one arrives, however the bot was connected."""
        self.bot.attach(studio)

    @property
    def connected(self) -> bool:
        """Whether the bot is logged in and its gateway is not lost, whoever connected it."""
        return self.bot.connected and (self._gateway is None or not self._gateway.done())

    async def start(self, studio: Studio) -> None:
        """Log in, and listen in a task; where Discord cannot be reached, go on trying in a task. Raises WrongToken.

        Only attaches a bot that somebody else has connected already. Messages arrive a moment later.
        """
        self.attach(studio)
        if self.bot.user is not None:
            return
        if not TOKEN.fullmatch(self._token):
            raise WrongToken(self.platform, "not a token's form")
        try:
            await self._connect()
        except discord.LoginFailure as error:
            raise WrongToken(self.platform, str(error)) from error
        except Exception as error:  # noqa: BLE001 - Discord, a proxy or a hotel's page: told, and tried again
            problem = str(error) or type(error).__name__
            log.warning("cannot connect, trying on", platform=self.platform, problem=problem)
            self._connecting = asyncio.create_task(self._keep_connecting(), name="discord connecting")

    async def _keep_connecting(self) -> None:
        trying = AsyncRetrying(wait=self.waits, retry=retry_if_exception(_may_pass), reraise=True)
        try:
            await trying(self._connect)
        except discord.LoginFailure as error:
            log.error("wrong token", platform=self.platform, problem=str(error))  # noqa: TRY400 - Discord's words

    async def _connect(self) -> None:
        """May be called again after it has failed."""
        try:
            await self.bot.login(self._token)
            self.bot.shard_count, *_ = await self.bot.http.get_bot_gateway()
        except BaseException:
            await self.bot.start_over()
            raise
        self._gateway = asyncio.create_task(self.bot.connect(), name="discord gateway")
        self._gateway.add_done_callback(_tell_end)
        log.info("connected", platform=self.platform)

    async def stop(self) -> None:
        """Leave the gateway and close every connection. Idempotent."""
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.wait([self._connecting])
        if self.bot.connected:
            await self.bot.leave(GRACE_S)
        if self._gateway is not None:
            self._gateway.cancel()  # it would go on trying to open what is closed
            await asyncio.wait([self._gateway])
        await _close_half_open(self.bot)


async def _close_half_open(bot: DiscordBot) -> None:
    """A shard waits seconds for its turn to identify; closed meanwhile, discord.py leaves its socket and heartbeat."""
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler) and thread.ws._connection is bot._connection:  # noqa: SLF001 - as it says
            await thread.ws.close(code=1000)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, Exception) and not isinstance(error, discord.LoginFailure)


def _tell_end(gateway: asyncio.Task[None]) -> None:
    """discord.py reconnects by itself; it gives up only on what a restart alone can mend, such as a revoked token."""
    if not gateway.cancelled() and (error := gateway.exception()) is not None:
        log.error("gateway lost", platform="discord", problem=str(error))
