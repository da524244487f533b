"""What group sessions cost those who paint alone: the same people with and without fifty sessions beside them."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import structlog

from benchmarks.report import percentile, say, versions
from bot.config import Settings
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.engine.fake import FakeBackend
from bot.handlers.fake import FakeCourier
from bot.jobs import Job, Queued, new_job_id
from bot.people import Account, Address, PersonId, Place
from bot.plan import PromptPlan
from bot.prompt.planner import Planner
from bot.requests import Text2Image
from bot.sessions.moves import Write
from bot.sessions.salon import Salon
from bot.sessions.session import Phase, Player, Session, Times, new_code, new_session_id
from bot.store import Store

SESSIONS = 50
PLAYERS = 8
SOLO = 60
SOLO_EVERY_S = 0.35
"""On average; they come by chance."""
ROWS = 4
TICK_S = 0.0135
"""Of a row, with guidance, of the built-in checkpoint on one CPU thread: 27 ms for two rows, measured."""
STEPS = 20


@dataclass(frozen=True, slots=True)
class SessionsReport:
    """Waits are from asking until the picture is shown, of people who paint alone, in seconds.

    `solo_p95_ratio` is that beside `sessions` of `players` each over that in an empty house, same people, same times.
    """

    versions: dict[str, str]
    sessions: int
    players: int
    solo: int
    painted_in_sessions: int
    empty_p50_s: float
    empty_p95_s: float
    solo_p50_s: float
    solo_p95_s: float
    solo_p95_ratio: float


class _WordForWord(Planner):
    async def korean(self, english: str) -> str:  # noqa: ARG002
        return ""

    async def plan(self, text: str, **chosen: Any) -> PromptPlan:
        return await super().plan(text, **{**chosen, "raw": True})


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--sessions", "count", default=SESSIONS, show_default=True)
@click.option("--solo", default=SOLO, show_default=True, help="Requests of people who paint alone.")
def sessions(*, as_json: bool, count: int, solo: int) -> None:
    """Fifty sessions of eight, and people beside them, on a fake engine with measured tick times."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    empty, _ = asyncio.run(_waits(0, solo))
    beside, painted = asyncio.run(_waits(count, solo))
    report = SessionsReport(
        versions=versions("sqlalchemy"),
        sessions=count,
        players=PLAYERS,
        solo=solo,
        painted_in_sessions=painted,
        empty_p50_s=percentile(empty, 0.5),
        empty_p95_s=percentile(empty, 0.95),
        solo_p50_s=percentile(beside, 0.5),
        solo_p95_s=percentile(beside, 0.95),
        solo_p95_ratio=percentile(beside, 0.95) / percentile(empty, 0.95),
    )
    say(report, as_json=as_json)


async def _waits(count: int, solo: int) -> tuple[list[float], int]:
    """The waits of `solo` requests beside so many sessions, and how many pictures these painted meanwhile."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hwaga-benchmark-")))
        house = await _House.open(folder, stack)
        for number in range(count):
            await house.begin(number)
        if count:
            await asyncio.sleep(1)  # until the engine is full
        chance = random.Random(1)
        tasks = []
        for _ in range(solo):
            await asyncio.sleep(chance.expovariate(1 / SOLO_EVERY_S))
            tasks.append(asyncio.create_task(house.ask()))
        waits = list(await asyncio.gather(*tasks))
        return waits, await house.painted()


@dataclass(frozen=True, slots=True)
class _House:
    store: Store
    delivery: Delivery
    dispatcher: Dispatcher
    backend: FakeBackend
    salon: Salon

    @classmethod
    async def open(cls, folder: Path, stack: AsyncExitStack) -> _House:
        loop = asyncio.get_running_loop()
        store = await stack.enter_async_context(Store(folder))
        backend, chat = FakeBackend(rows=ROWS, step_s=TICK_S * ROWS), FakeCourier()
        delivery = Delivery(store, {chat.platform: chat}, loop.time)
        dispatcher = Dispatcher(store, [backend], delivery.notice, loop.time, on_crash=delivery.alarm)
        planner = _WordForWord(Settings(_env_file=None, data_dir=folder))
        offers = replace(backend.offers(), num_inference_steps=STEPS)
        wake, cancel = dispatcher.wake, dispatcher.cancel
        salon = Salon(store, planner, delivery, offers=lambda: offers, wake=wake, cancel=cancel, clock=loop.time)
        house = cls(store, delivery, dispatcher, backend, salon)
        await backend.start()
        await delivery.start()
        await salon.start()
        await dispatcher.start()
        stack.push_async_callback(house.close)
        return house

    async def close(self) -> None:
        await self.salon.stop()
        await self.dispatcher.stop(0)
        await self.delivery.stop(0)
        await self.backend.kill()

    async def begin(self, number: int) -> None:
        """A session whose eight players have all just written, round after round of the same."""
        now = asyncio.get_running_loop().time()
        ids = [await self.store.person(Account("discord", f"{number}-{n}"), "ko") for n in range(PLAYERS)]
        made = Session(
            id=new_session_id(),
            code=new_code(),
            mode="jam",
            theme="바다",
            rounds=9,
            host=ids[0],
            seed=number,
            times=Times(voting_s=0.5, reveal_s=0.5),
            players=tuple(Player(person=p, name=str(p), locale="ko", joined_at=now, seen_at=now) for p in ids),
            deadline=now,
        )
        place = Place("discord", f"channel {number}", private=False)
        await self.salon.sessions.create(made, place, Address(platform="discord", locale="ko", channel=place.id))
        session = await self.salon.sessions.session(made.id)
        while session.phase == Phase.LOBBY:
            await asyncio.sleep(0.01)
            session = await self.salon.sessions.session(made.id)
        for person in ids:
            await self.salon.sessions.play(made.id, Write(person, f"{person}의 바다"))

    async def ask(self) -> float:
        """Somebody who paints alone: seconds until it is shown."""
        loop = asyncio.get_running_loop()
        began, job_id = loop.time(), new_job_id()
        person: PersonId = await self.store.person(Account("discord", job_id), "ko")
        job = Job(
            id=job_id,
            person=person,
            place=Place("discord", "alone"),
            address=Address(platform="discord", locale="ko", channel="alone"),
            request=_request(),
            plan=PromptPlan(text="바다", language="ko"),
            queued_at=began,
        )
        await self.store.enqueue(job)
        self.delivery.notice(Queued(job_id, 0))
        self.dispatcher.wake()
        await self.delivery.settled(job_id)
        return loop.time() - began

    async def painted(self) -> int:
        """Pictures of sessions that are done."""
        kept = await self.store.sessions.running()
        found = [await self.salon.sessions.session(one.id) for one in kept]
        return sum(entry.picture is not None for session in found for entry in session.entries)


def _request() -> Text2Image:
    return Text2Image(
        prompt="바다",
        prompt_2="",
        negative_prompt="",
        width=128,
        height=128,
        num_inference_steps=STEPS,
        guidance_scale=5.0,
        scheduler="euler",
        seed=1,
        count=1,
        checkpoint="fake",
    )
