"""The working part of the bot on one data folder, with a fake backend and a fake chat, put together as the app does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.dispatcher.verdict import PictureJudge
from bot.engine.backend import Backend
from bot.engine.fake import FakeBackend
from bot.forecast import Forecast
from bot.handlers.fake import FakeCourier
from bot.jobs import Event, Job, Progress, Queued
from bot.people import Platform
from bot.requests import Request
from bot.store import Store
from tests.makers import ManualClock, a_job, a_person, with_tables

LIMIT_S = 30
"""No wait in a test is longer, on a busy machine too."""


@dataclass
class House:
    store: Store
    backend: FakeBackend
    chat: FakeCourier
    dispatcher: Dispatcher
    delivery: Delivery
    clock: ManualClock
    events: list[Event]
    """What the dispatcher told, oldest first."""
    heard: asyncio.Event

    async def order(
        self,
        person: str = "alice",
        request: Request | None = None,
        *,
        message: str = "",
        platform: Platform = "discord",
    ) -> Job:
        """Queue a job as a command does."""
        job = a_job(await a_person(self.store, person), request, message=message, platform=platform)
        job = await self.store.enqueue(job)
        self.delivery.notice(Queued(job.id, await self.store.ahead(job.id)))
        self.dispatcher.wake()
        return job

    async def settled(self, job: Job | None = None) -> None:
        async with asyncio.timeout(LIMIT_S):
            await self.delivery.settled(None if job is None else job.id)

    async def now(self, job: Job) -> Job:
        """The job as it is now."""
        current = await self.store.job(job.id)
        assert current is not None
        return current

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of the events."""
        async with asyncio.timeout(LIMIT_S):
            while not holds():
                self.heard.clear()
                await self.heard.wait()

    def told(self, job: Job) -> list[str]:
        """Names of the events of a job, without its progress."""
        of_job = [event for event in self.events if event.job_id == job.id and not isinstance(event, Progress)]
        return [type(event).__name__ for event in of_job]


@asynccontextmanager
async def house(
    folder: Path,
    *,
    backend: FakeBackend | None = None,
    backends: Sequence[Backend] | None = None,
    chat: FakeCourier | None = None,
    clock: ManualClock | None = None,
    make_store: Callable[[Path], Store] = Store,
    grace_s: float = 0.0,
    patience_s: Callable[[Job], float] | None = None,
    settings: Settings | None = None,
) -> AsyncIterator[House]:
    """Open and started; at the end it is stopped, with what is on the device put back after `grace_s`."""
    backend, chat, clock = backend or FakeBackend(), chat or FakeCourier(), clock or ManualClock()
    events: list[Event] = []
    heard = asyncio.Event()
    async with make_store(with_tables(folder)) as store:
        forecast = Forecast(store, lambda: "fake")
        delivery = Delivery(store, {chat.platform: chat}, clock, forecast=forecast)

        def tell(event: Event) -> None:
            events.append(event)
            heard.set()
            delivery.notice(event)

        patience_s = patience_s or forecast.patience_s
        judge = PictureJudge(store, settings or Settings(_env_file=None), clock)
        dispatcher = Dispatcher(
            store, backends or [backend], tell, clock, on_crash=delivery.alarm, patience_s=patience_s, judge=judge
        )
        await backend.start()
        await delivery.start()
        await dispatcher.start()
        try:
            yield House(store, backend, chat, dispatcher, delivery, clock, events, heard)
        finally:
            async with asyncio.timeout(LIMIT_S):
                await dispatcher.stop(grace_s)
                await delivery.stop()
                await backend.kill()
