"""A Discord channel and a Telegram group, the bot that serves both, and its sudden end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simcord
from pydantic import SecretStr
from simcord import Env, MemberActor

from bot.app import App, create
from bot.config import Settings
from bot.engine.fake import FakeBackend
from bot.handlers.discord import DiscordFront
from bot.handlers.telegram import TelegramFront
from bot.people import Account
from bot.sessions.session import Phase, Session
from tests.handlers.discord.world import World
from tests.handlers.telegram.server import RATES, LoopbackTelegram

LIMIT_S = 30


@dataclass
class Table:
    """Both chats, and the bot that serves them now."""

    env: Env
    world: World
    telegram: LoopbackTelegram
    settings: Settings
    app: App

    @property
    def engine(self) -> FakeBackend:
        backend = self.app.studio.backend
        assert isinstance(backend, FakeBackend)
        return backend

    async def session(self) -> Session:
        person = await self.app.studio.store.person(Account("discord", str(self.world.alice.id)), "en")
        (session,) = self.app.studio.salon.sessions.playing(person)
        return session

    async def reached(self, phase: Phase) -> Session:
        async with asyncio.timeout(LIMIT_S):
            while (session := await self.session()).phase != phase:  # noqa: ASYNC110 - looked at from outside
                await asyncio.sleep(0.01)
        return session

    async def board(self, label: str) -> Any:
        """Discord's, once it has that button."""
        async with asyncio.timeout(LIMIT_S):
            while not (
                self.world.channel.history() and label in str([c.to_dict() for c in self.world.message.components])
            ):
                await self.env.settle()
                await asyncio.sleep(0.01)
        return self.world.message

    async def click(self, member: MemberActor, label: str) -> Any:
        return await member.click(await self.board(label), label=label)

    async def die(self) -> None:
        """As a process does: whatever was being done is not, nobody is told, and the system closes what was open."""
        doomed = [task for task in asyncio.all_tasks() if _is_ours(task)]
        for task in doomed:
            task.cancel()
        await asyncio.gather(*doomed, return_exceptions=True)
        assert self.app.telegram is not None
        await self.app.telegram.bot.shutdown()
        await self.app.studio.store.close()
        self.app = _app(self.settings)
        assert self.app.discord is not None
        await self.env.restart_bot(self.app.discord)
        await self.app.start()


def _is_ours(task: asyncio.Task[Any]) -> bool:
    """Of the bot, and of python-telegram-bot, which polls in tasks of its own and waits for events in others."""
    code = getattr(task.get_coro(), "cr_code", None)
    if code is None or task is asyncio.current_task():
        return False
    ours = any(part in code.co_filename for part in ("/bot/", "/telegram/ext/"))
    return ours or code is asyncio.Event.wait.__code__


def _app(settings: Settings) -> App:
    """Without the page, and with boards that nobody waits for."""
    discord, telegram = DiscordFront(settings), TelegramFront(settings, RATES)
    discord.courier.min_interval_s = telegram.courier.min_interval_s = 0.01
    return create(settings, [discord, telegram])


@asynccontextmanager
async def table_in(folder: Path) -> AsyncIterator[Table]:
    telegram = LoopbackTelegram(None)
    async with telegram.serving():
        settings = Settings(
            _env_file=None,
            data_dir=folder,
            backend="fake",
            port=0,
            discord_token=SecretStr("never looked at"),
            telegram_token=SecretStr(telegram.token),
            telegram_api_url=telegram.url,
        )
        app = _app(settings)
        assert app.discord is not None
        async with simcord.run(app.discord) as env:
            with env.time_context():
                await app.start()
                assert app.failed == {}
                guild = env.create_guild()
                alice, bob = (guild.add_member(env.create_user(name)) for name in ("alice", "bob"))
                table = Table(env, World(guild.create_text_channel("art"), alice, bob), telegram, settings, app)
                yield table
                await table.app.stop()
