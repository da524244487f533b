"""All of Hwaga around one Discord bot, with a fake engine; SimCord is the Discord that it talks to."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from simcord import Env

from bot.commands.actions import offered
from bot.commands.studio import Studio
from bot.config import Settings
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.engine.fake import FakeBackend, FakeControl
from bot.handlers.discord import DiscordFront
from bot.images import Uploads
from bot.jobs import Job, JobState
from bot.people import Account
from bot.plan import PromptPlan
from bot.prompt.planner import Planner
from bot.store import Store
from tests.makers import with_tables

PATIENCE_S = 30.0
"""A test that waits longer has failed."""


class WordForWord(Planner):
    """Takes every text as it is: what these tests are about is not how it is understood, which takes seconds."""

    async def korean(self, english: str) -> str:  # noqa: ARG002
        return ""

    async def plan(self, text: str, **chosen: Any) -> PromptPlan:
        return await super().plan(text, **{**chosen, "raw": True})

    async def correct(self, previous: PromptPlan, text: str, *, seed: int = 0) -> PromptPlan:
        return await self.plan(f"{previous.text}, {text}", seed=seed)


class House:
    """A second one on the same folder, with `Env.restart_bot`, is a restart. `engine` holds and releases paintings."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.settings = Settings(_env_file=None, data_dir=folder, **settings)
        self.front = DiscordFront(self.settings)
        self.front.courier.min_interval_s = 0.01
        self.engine = FakeControl()
        self.stopped_clock: float | None = None
        self.ahead_s = 0.0
        self._env: Env | None = None

    async def open(self, env: Env) -> None:
        """Begin to work, beside the bot that SimCord has connected; time is SimCord's."""
        self._env = env
        with env.time_context():
            await self.begin()

    async def begin(self) -> None:
        """Begin to work; who is not connected yet connects."""
        store = await Store(with_tables(self.settings.data_dir)).open()
        backend = FakeBackend(rows=4, control=self.engine)
        delivery = Delivery(
            store, {"discord": self.front.courier}, self.clock, offered=lambda: offered(backend.offers())
        )
        dispatcher = Dispatcher(store, [backend], delivery.notice, self.clock, on_crash=delivery.alarm)
        self.studio = Studio(
            settings=self.settings,
            store=store,
            planner=WordForWord(self.settings),
            uploads=Uploads(self.settings),
            backend=backend,
            dispatcher=dispatcher,
            delivery=delivery,
            clock=self.clock,
        )
        await self.front.start(self.studio)
        await delivery.start()
        await self.studio.salon.start()
        await dispatcher.start()

    async def close(self) -> None:
        """What is not painted yet stays in the folder."""
        studio = self.studio
        await studio.salon.stop()
        await studio.dispatcher.stop(grace_s=0)
        await studio.delivery.stop(grace_s=0)
        await studio.uploads.stop()
        await studio.store.close()

    def clock(self) -> float:
        """Unix seconds, `ahead_s` of everybody else's; `stopped_clock` is a clock that goes wrong."""
        if self.stopped_clock is not None:
            return self.stopped_clock
        return self.ahead_s + (time.time() if self._env is None else self._env.now().timestamp())

    async def settled(self) -> None:
        """Everything is painted and shown; raises what went wrong on the way."""
        async with asyncio.timeout(PATIENCE_S):
            await self.studio.delivery.settled()
        if self._env is not None:
            await self._env.settle()

    async def reached(self, step: int) -> None:
        """A job stands at this step of its painting."""
        async with asyncio.timeout(PATIENCE_S):
            await self.engine.reached(step)

    async def jobs_of(self, user: Any) -> list[Job]:
        """All jobs of a user of SimCord's, newest first."""
        person = await self.studio.store.person(Account("discord", str(user.id)), "en")
        return list(await self.studio.store.jobs_of(person, tuple(JobState), limit=100))
