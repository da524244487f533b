"""Logs in with the token, listens, and hands out the courier."""

from __future__ import annotations

import asyncio
import threading

import aiohttp
import discord
import structlog
from discord.gateway import KeepAliveHandler

from bot.commands.studio import Studio
from bot.config import Settings
from bot.errors import FrontError, WrongToken
from bot.handlers.discord.client import DiscordBot
from bot.handlers.discord.courier import DiscordCourier
from bot.people import Platform

log = structlog.get_logger()


class DiscordFront:
    """`bot` is a complete client before it has any connection: a test may drive it in `start`'s place."""

    platform: Platform = "discord"

    def __init__(self, settings: Settings) -> None:
        self.bot = DiscordBot(settings)
        self.courier = DiscordCourier(self.bot)
        self._token = settings.discord_token
        self._gateway: asyncio.Task[None] | None = None

    def attach(self, studio: Studio) -> None:
        """Say what the commands work with; needed before the first one arrives, however the bot was connected."""
        self.bot.studio = studio

    async def start(self, studio: Studio) -> None:
        """Log in, and listen in a task; messages arrive a moment later. Raises WrongToken and FrontError.

        Only attaches a bot that somebody else has connected already.
        """
        self.attach(studio)
        if self.bot.user is not None:
            return
        try:
            await self._log_in()
        except discord.LoginFailure as error:
            await self.bot.close()
            raise WrongToken(self.platform, str(error)) from error
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            await self.bot.close()
            raise FrontError(self.platform, str(error) or type(error).__name__) from error
        self._gateway = asyncio.create_task(self.bot.connect(), name="discord gateway")
        self._gateway.add_done_callback(_tell_end)

    async def _log_in(self) -> None:
        token = self._token.get_secret_value() if self._token is not None else ""
        await self.bot.login(token)
        self.bot.shard_count, *_ = await self.bot.http.get_bot_gateway()

    async def stop(self) -> None:
        """Leave the gateway and close every connection. Idempotent."""
        if self.bot.connected:
            await self.bot.close()
        if self._gateway is not None:
            self._gateway.cancel()  # it would go on trying to open what is closed
            await asyncio.wait([self._gateway])
        await _close_half_open(self.bot)


async def _close_half_open(bot: DiscordBot) -> None:
    """A shard waits seconds for its turn to identify; closed meanwhile, discord.py leaves its socket and heartbeat."""
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler) and thread.ws._connection is bot._connection:  # noqa: SLF001 - as it says
            await thread.ws.close(code=1000)


def _tell_end(gateway: asyncio.Task[None]) -> None:
    """discord.py reconnects by itself; it gives up only on what a restart alone can mend, such as a revoked token."""
    if not gateway.cancelled() and (error := gateway.exception()) is not None:
        log.error("gateway lost", platform="discord", problem=str(error))
