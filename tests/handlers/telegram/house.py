"""All of Hwaga around one Telegram bot, with a fake engine, polling the Telegram on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from tenacity import wait_fixed

from bot.commands.actions import offered
from bot.commands.studio import Studio
from bot.config import Settings
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.engine.fake import FakeBackend, FakeControl
from bot.handlers.telegram import TelegramFront
from bot.handlers.telegram.windows import Rates
from bot.images import Uploads
from bot.jobs import Job, JobState
from bot.people import Account
from bot.plan import PromptPlan
from bot.prompt.planner import Planner
from bot.store import Store
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import RATES, LoopbackTelegram
from tests.house import LIMIT_S
from tests.makers import ManualClock, with_tables

WISH = "夕焼けの海"
"""In neither Korean nor English."""


class WordForWord(Planner):
    """Takes texts as they are, but for the options in them: to understand them takes a process and its models."""

    async def korean(self, english: str) -> str:  # noqa: ARG002
        return ""

    async def plan(self, text: str, **chosen: Any) -> PromptPlan:
        plan = await super().plan(f"--raw {text}", **chosen)
        return replace(plan, text=text, options={name: v for name, v in plan.options.items() if name != "raw"})

    async def correct(self, previous: PromptPlan, text: str, *, seed: int = 0) -> PromptPlan:
        return await self.plan(f"{previous.text}, {text}", seed=seed)


def settings_of(folder: Path, telegram: LoopbackTelegram, **settings: Any) -> Settings:
    given = {"telegram_token": SecretStr(telegram.token), "telegram_api_url": telegram.url, **settings}
    return Settings(_env_file=None, data_dir=folder, backend="fake", port=0, **given)


@dataclass(frozen=True, slots=True)
class TelegramHouse:
    """`engine` holds and releases paintings, `clock` passes when it is told to."""

    front: TelegramFront
    studio: Studio
    engine: FakeControl
    clock: ManualClock

    async def settled(self) -> None:
        """Everything is painted and shown, or cannot be; raises what went wrong on the way."""
        async with asyncio.timeout(LIMIT_S):
            await self.studio.delivery.settled()

    async def jobs_of(self, person: Person) -> list[Job]:
        """All jobs of a person, newest first."""
        owner = await self.studio.store.person(Account("telegram", str(person.id)), "en")
        return list(await self.studio.store.jobs_of(owner, tuple(JobState), limit=100))


def built(
    settings: Settings, uploads: Uploads, planner: Planner | None, engine: FakeControl, rates: Rates
) -> TelegramHouse:
    """Put together as the app does."""
    front, clock = TelegramFront(settings, rates), ManualClock()
    front.courier.min_interval_s = 0.01
    front.ears.albums.quiet_s = 0.1
    front.waits = wait_fixed(0.02)
    store, backend = Store(with_tables(settings.data_dir)), FakeBackend(rows=4, control=engine)
    delivery = Delivery(store, {"telegram": front.courier}, clock, offered=lambda: offered(backend.offers()))
    studio = Studio(
        settings=settings,
        store=store,
        planner=planner or WordForWord(settings),
        uploads=uploads,
        backend=backend,
        dispatcher=Dispatcher(store, [backend], delivery.notice, clock, on_crash=delivery.alarm),
        delivery=delivery,
        clock=clock,
    )
    return TelegramHouse(front, studio, engine, clock)


@asynccontextmanager
async def telegram_house(
    folder: Path,
    telegram: LoopbackTelegram,
    uploads: Uploads,
    *,
    planner: Planner | None = None,
    engine: FakeControl | None = None,
    rates: Rates = RATES,
    **settings: Any,
) -> AsyncIterator[TelegramHouse]:
    """At work; another one on the same folder is a restart. What is not painted at the end stays in the folder."""
    house = built(settings_of(folder, telegram, **settings), uploads, planner, engine or FakeControl(), rates)
    studio = house.studio
    async with studio.store:
        await studio.backend.start()
        await house.front.start(studio)
        await studio.delivery.start()
        await studio.salon.start()
        await studio.dispatcher.start()
        try:
            yield house
        finally:
            await studio.salon.stop()
            await studio.dispatcher.stop(grace_s=0)
            await studio.delivery.stop(grace_s=0)
            await house.front.stop()
            await studio.backend.kill()
