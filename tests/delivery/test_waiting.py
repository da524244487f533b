"""The truth about waiting, as the chat shows it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from bot.delivery import delivery as deliveries
from bot.engine.fake import FakeBackend
from bot.handlers.fake import FakeCourier
from bot.jobs import Job, JobId
from bot.people import Address
from bot.requests import Hash
from bot.store import Store
from bot.views import View
from tests.house import LIMIT_S, House, house
from tests.makers import a_job, a_person, a_request


async def _measured(store: Store, seconds: float, jobs: int = 20) -> None:
    """So many jobs that took so long each."""
    person = await a_person(store, "somebody before")
    for number in range(jobs):
        job = await store.enqueue(a_job(person))
        now = 1000.0 + number * seconds
        await store.claim(now - seconds, only=job.id)
        await store.finish(job.id, (Hash("ab" * 32),), seconds=seconds, backend="x", now=now)
        await store.shown(job.id, job.address)


async def _held(home: House, orders: int) -> list[Job]:
    """One job on the device, and the others behind it."""
    home.backend.control.hold(step=2)
    first = await home.order()
    async with asyncio.timeout(LIMIT_S):
        await home.backend.control.reached(2)
    return [first, *[await home.order() for _ in range(orders)]]


async def _reads(home: House, job: Job, word: str) -> str:
    """The first headline with that word."""

    def found() -> list[str]:
        return [view.headline for message in home.chat.of(job.id) for view in message.views if word in view.headline]

    async with asyncio.timeout(LIMIT_S):
        await home.chat.until(lambda: bool(found()))
    return found()[0]


async def test_who_waits_reads_when_it_will_be_ready(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        await _measured(store, 60.0)
    async with house(tmp_path) as home:
        _first, waiting = await _held(home, 1)

        said = await _reads(home, waiting, "Ready")

    assert said.startswith("Waiting: 1 picture comes first. Ready in about 1–")
    assert said.endswith(" min.")


async def test_who_is_painted_for_reads_how_much_is_left(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        await _measured(store, 600.0)
    async with house(tmp_path) as home:
        first, *_ = await _held(home, 0)

        assert "min left" in await _reads(home, first, "left")


async def test_what_is_ready_in_a_moment_is_not_worth_a_number(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        await _measured(store, 0.1)
    async with house(tmp_path) as home:
        _first, waiting = await _held(home, 1)

        assert await _reads(home, waiting, "Waiting") == "Waiting: 1 picture comes first."


async def test_all_who_wait_in_a_place_share_its_edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "SHARE_OF_EDITS", 1e9)
    async with house(tmp_path, chat=FakeCourier(min_interval_s=0.001)) as home:
        jobs = await _held(home, 8)
        for job in jobs[1:]:
            await _reads(home, job, "")
        home.backend.control.release()
        await home.settled()

        told = [view for job in jobs for message in home.chat.of(job.id) for view in message.views]
        moves = [view for view in told if view.stage == "queued"]
    assert 8 <= len(moves) <= 8 + 2


async def test_the_id_of_a_job_is_in_every_line_that_is_logged_of_it(tmp_path: Path) -> None:
    seen: set[tuple[str, object, JobId]] = set()

    class Talkative(FakeBackend):
        async def _work(self, job_id: JobId, step: int) -> None:
            seen.add(("painting", structlog.contextvars.get_contextvars().get("job_id"), job_id))
            await super()._work(job_id, step)

    class Chatty(FakeCourier):
        async def show(self, address: Address, view: View) -> Address:
            seen.add(("showing", structlog.contextvars.get_contextvars().get("job_id"), view.job_id))
            return await super().show(address, view)

    async with house(tmp_path, backend=Talkative(), chat=Chatty()) as home:
        jobs = [await home.order(request=replace(a_request(), seed=seed)) for seed in range(3)]
        await home.settled()

    assert {(what, bound) for what, bound, _ in seen} == {(w, job.id) for w in ("painting", "showing") for job in jobs}
    assert all(bound == job_id for _, bound, job_id in seen)
