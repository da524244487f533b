"""A bot to be killed: `python -m tests.crash_app FOLDER JOBS`. Takes orders and paints them; prints each order it took.

With JOBS 0 it takes none, shows what is left to be shown, prints "settled" and stops in order.
"""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

import structlog

from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.engine.fake import FakeBackend
from bot.handlers.fake import FakeCourier
from bot.jobs import Queued, new_job_id
from bot.store import Store
from tests.makers import a_job, a_person, a_request


async def main(folder: Path, jobs: int) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    chat = FakeCourier(journal=folder / "chat.jsonl")
    backend = FakeBackend(rows=2, step_s=0.005)
    async with Store(folder) as store:
        delivery = Delivery(store, {chat.platform: chat})
        dispatcher = Dispatcher(store, [backend], delivery.notice, on_crash=delivery.alarm)
        await delivery.start()
        await dispatcher.start()
        for _ in range(jobs):
            await _order(store, delivery, dispatcher)
        await delivery.settled()
        await dispatcher.stop()
        await delivery.stop()
    print("settled", flush=True)  # noqa: T201 - whoever kills it is listening


async def _order(store: Store, delivery: Delivery, dispatcher: Dispatcher) -> None:
    person = await a_person(store, f"person {random.randrange(5)}")
    job_id = new_job_id()
    job = a_job(person, a_request(seed=random.randrange(1000)), job_id=job_id, message=f"message of {job_id}")
    await store.enqueue(job)
    print(job_id, flush=True)  # noqa: T201 - whoever kills it is listening
    delivery.notice(Queued(job_id, await store.ahead(job_id)))
    dispatcher.wake()
    await asyncio.sleep(random.uniform(0, 0.02))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
