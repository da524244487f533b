"""A bot to be killed: `python -m tests.crash_app FOLDER JOBS`. Takes orders and paints them in an engine process.

Says on its standard output "took ID" for each order, "engine PID" for each engine process, and, when everything was
shown, "settled". What it took and claimed, in that order, is appended to `order.jsonl` as the store answered.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from dataclasses import replace
from pathlib import Path

import structlog

from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.forecast import Forecast
from bot.handlers.fake import FakeCourier
from bot.jobs import Job, JobId, Queued, new_job_id
from bot.limits import UNLIMITED, Limits
from bot.people import Platform
from bot.store import Store
from tests.crash_engine import FlatBackend
from tests.makers import a_job, a_person, a_request

PEOPLE = 20
EDITS: Platform = "discord"
POSTS: Platform = "telegram"


class WitnessedStore(Store):
    """Notes what it took and claimed. Answers come in the order of their transactions: there is one writer."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._notes = (folder / "order.jsonl").open("a")

    async def enqueue(self, job: Job, limits: Limits = UNLIMITED) -> Job:
        self._note("asked", job)
        queued = await super().enqueue(job, limits)
        self._note("took", job)
        return queued

    async def claim(self, now: float, only: JobId | None = None, *, short: bool = False) -> Job | None:
        job = await super().claim(now, only, short=short)
        if job is not None:
            self._note("claimed", job)
        return job

    def _note(self, what: str, job: Job) -> None:
        self._notes.write(json.dumps({"what": what, "job": job.id, "person": job.person}) + "\n")
        self._notes.flush()


async def main(folder: Path, jobs: int) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    edits = FakeCourier(EDITS, min_interval_s=0.2, journal=folder / "edits.jsonl")
    posts = FakeCourier(POSTS, min_interval_s=0.2, journal=folder / "posts.jsonl", edits=False)
    backend = FlatBackend()
    async with WitnessedStore(folder) as store:
        forecast = Forecast(store, lambda: "builtin")
        delivery = Delivery(store, {EDITS: edits, POSTS: posts}, forecast=forecast)
        dispatcher = Dispatcher(
            store, [backend], delivery.notice, on_crash=delivery.alarm, patience_s=forecast.patience_s
        )
        await backend.start()
        await delivery.start()
        await dispatcher.start()
        telling = asyncio.create_task(_tell_of_engines(backend))
        for _ in range(jobs):
            await _order(store, delivery, dispatcher)
        await delivery.settled()
        telling.cancel()
        await dispatcher.stop()
        await delivery.stop()
        await backend.stop()
    _say("settled")


async def _order(store: Store, delivery: Delivery, dispatcher: Dispatcher) -> None:
    number = random.randrange(PEOPLE)
    platform = EDITS if number % 2 else POSTS
    person = await a_person(store, f"person {number}", platform)
    job_id = new_job_id()
    message = f"message of {job_id}" if platform == EDITS else ""
    request = replace(a_request(seed=number), checkpoint="builtin")
    job = a_job(person, request, job_id=job_id, platform=platform, message=message)
    await store.enqueue(job)
    _say(f"took {job_id}")
    delivery.notice(Queued(job_id, await store.ahead(job_id)))
    dispatcher.wake()
    if random.random() < 0.1:
        await asyncio.sleep(random.uniform(0, 0.05))


async def _tell_of_engines(backend: FlatBackend) -> None:
    known = None
    while True:
        if backend.pid != known:
            known = backend.pid
            _say(f"engine {known}")
        await asyncio.sleep(0.02)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - whoever kills it is listening


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
