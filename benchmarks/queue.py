"""The store, the dispatcher and delivery under a long queue: how quick, how large, and whether anything goes astray."""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click
import psutil
import structlog
from sqlalchemy import text

from benchmarks.report import percentile, say, versions
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.engine.fake import FakeBackend
from bot.forecast import Forecast
from bot.handlers.fake import FakeCourier
from bot.jobs import Job, JobId, Queued, new_job_id
from bot.people import Account, Address, PersonId, Place
from bot.plan import PromptPlan
from bot.requests import Text2Image
from bot.store import Store

LENGTHS = (1_000, 10_000, 100_000)
CLAIMS = 300
PEOPLE = 100
ARRIVALS_PER_S = 20.0
LAG_EVERY_S = 0.005
IDLE_S = 3.0

MANY = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :amount)
INSERT INTO jobs (id, person, place_platform, place_id, place_private, address, request, plan, state, turn, attempts,
                  queued_at, started_at, finished_at, results, backend, seconds, cost)
SELECT printf('%016x', n), 1 + n % :people, place_platform, place_id, place_private, address, request, plan, 'queued',
       turn + cost * (n / :people), 0, queued_at + n, 0, 0, '[]', '', 0, cost
  FROM number, (SELECT * FROM jobs LIMIT 1)
"""
"""One job, many times: everybody's in turn."""


@dataclass(frozen=True, slots=True)
class QueueReport:
    """A claim is timed through the store, from the call to the job; `claim_p50_ms` is of the longest queue.

    The rest is of a whole bot without an engine, with so many jobs `queued` and more coming in, until `painted` were
    shown: `rss_mb` its largest size with every front end imported, `loop_lag_p99_ms` how late its event loop was, and
    `idle_lag_p99_ms` how late one is here that has nothing to do: what other processes take. `wait_p50_ms` is what it
    takes to tell a newcomer their place and time. `lost` was claimed and never shown, `twice` was claimed or shown more
    than once.
    """

    versions: dict[str, str]
    claim_p50_ms: float
    claim_1k_p50_ms: float
    claim_10k_p50_ms: float
    claim_100k_p50_ms: float
    claim_100k_p99_ms: float
    queued: int
    painted: int
    jobs_per_s: float
    wait_p50_ms: float
    rss_mb: float
    loop_lag_p50_ms: float
    loop_lag_p99_ms: float
    idle_lag_p99_ms: float
    lost: int
    twice: int


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--queued", default=10_000, show_default=True, help="Jobs that wait all the time.")
@click.option("--painted", default=500, show_default=True, help="Jobs to paint meanwhile.")
def queue(*, as_json: bool, queued: int, painted: int) -> None:
    """Claims at 1,000, 10,000 and 100,000 queued; a bot at 10,000."""
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr), wrapper_class=structlog.make_filtering_bound_logger(30)
    )
    say(asyncio.run(_measure(queued, painted)), as_json=as_json)


async def _measure(queued: int, painted: int) -> QueueReport:
    idle: list[float] = []
    with suppress(TimeoutError):
        await asyncio.wait_for(_lags(idle), IDLE_S)
    bot = await _bot(queued, painted)
    claims = {length: await _claims(length) for length in LENGTHS}
    p50 = {length: percentile(times, 0.5) for length, times in claims.items()}
    return QueueReport(
        versions=versions("sqlalchemy"),
        claim_p50_ms=p50[LENGTHS[-1]],
        claim_1k_p50_ms=p50[1_000],
        claim_10k_p50_ms=p50[10_000],
        claim_100k_p50_ms=p50[100_000],
        claim_100k_p99_ms=percentile(claims[100_000], 0.99),
        queued=queued,
        painted=bot.painted,
        jobs_per_s=bot.painted / bot.seconds,
        wait_p50_ms=percentile(bot.waits_ms, 0.5),
        rss_mb=bot.rss_mb,
        loop_lag_p50_ms=percentile(bot.lags_ms, 0.5),
        loop_lag_p99_ms=percentile(bot.lags_ms, 0.99),
        idle_lag_p99_ms=percentile(idle, 0.99),
        lost=bot.lost,
        twice=bot.twice,
    )


async def _claims(length: int) -> list[float]:
    """Milliseconds of each, with so many queued."""
    with tempfile.TemporaryDirectory() as folder:
        async with Store(Path(folder)) as store:
            await _fill(store, length)
            times = []
            for _ in range(CLAIMS):
                begun = time.perf_counter()
                claimed = await store.claim(time.time())
                times.append((time.perf_counter() - begun) * 1000)
                assert claimed is not None
            return times


async def _fill(store: Store, length: int) -> list[PersonId]:
    people = [await store.person(Account("discord", f"person {number}"), "en") for number in range(PEOPLE)]
    await store.enqueue(_job(people[0]))
    await store._database.write(lambda c: c.execute(text(MANY), {"amount": length - 1, "people": PEOPLE}))  # noqa: SLF001
    return people


def _job(person: PersonId) -> Job:
    request = Text2Image(
        prompt="a red house in a field at sunset",
        prompt_2="",
        negative_prompt="",
        width=512,
        height=512,
        num_inference_steps=12,
        guidance_scale=5.0,
        scheduler="euler",
        seed=1,
        count=1,
        checkpoint="fake",
    )
    return Job(
        id=new_job_id(),
        person=person,
        place=Place("discord", f"place {person % 10}"),
        address=Address(platform="discord", locale="en", channel="art", message="1"),
        request=request,
        plan=PromptPlan(text="노을 지는 들판의 빨간 집", language="ko"),
        queued_at=time.time(),
    )


@dataclass
class _Bot:
    """A measured bot."""

    painted: int
    seconds: float
    waits_ms: list[float]
    lags_ms: list[float]
    rss_mb: float
    lost: int
    twice: int


class _WitnessedStore(Store):
    """Counts what it gave."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.claimed: Counter[JobId] = Counter()

    async def claim(self, now: float, only: JobId | None = None, *, short: bool = False) -> Job | None:
        job = await super().claim(now, only, short=short)
        if job is not None:
            self.claimed[job.id] += 1
        return job


async def _bot(queued: int, painted: int) -> _Bot:
    import bot.app  # noqa: F401, PLC0415 - every front end, as in the bot: they are most of its size

    chat, backend, lags, waits = FakeCourier(min_interval_s=2.0), FakeBackend(rows=4), [0.0], [0.0]
    with tempfile.TemporaryDirectory() as folder:
        async with _WitnessedStore(Path(folder)) as store:
            people = await _fill(store, queued)
            forecast = Forecast(store, lambda: "fake")
            enough, done = asyncio.Event(), Counter[JobId]()

            def shown(job: Job, _at: float) -> None:
                done[job.id] += 1
                if len(done) >= painted:
                    enough.set()

            delivery = Delivery(store, {chat.platform: chat}, forecast=forecast, on_shown=shown)
            dispatcher = Dispatcher(store, [backend], delivery.notice, patience_s=forecast.patience_s)
            await backend.start()
            await delivery.start()
            await dispatcher.start()
            begun = time.perf_counter()
            watching = asyncio.create_task(_lags(lags))
            asking = asyncio.create_task(_arrivals(store, delivery, dispatcher, people, waits))
            await enough.wait()
            seconds = time.perf_counter() - begun
            asking.cancel()
            watching.cancel()
            await asyncio.wait({asking, watching})
            rss_mb = _largest_mb()
            await dispatcher.stop()
            await delivery.stop()
            twice = [job for job, count in store.claimed.items() if count > 1] + [
                job for job, count in done.items() if count > 1
            ]
            lost = [job for job in store.claimed if job not in done]
            back = [job for job in lost if (found := await store.job(job)) is not None and found.state == "queued"]
            return _Bot(len(done), seconds, waits, lags, rss_mb, len(lost) - len(back), len(twice))


async def _lags(lags: list[float]) -> None:
    """How late the loop comes back to somebody who sleeps, in milliseconds."""
    while True:
        due = time.perf_counter() + LAG_EVERY_S
        await asyncio.sleep(LAG_EVERY_S)
        lags.append(max(time.perf_counter() - due, 0.0) * 1000)


async def _arrivals(
    store: Store, delivery: Delivery, dispatcher: Dispatcher, people: list[PersonId], waits: list[float]
) -> None:
    """People who ask for more, and for how long it will take."""
    number = 0
    while True:
        number += 1
        job = await store.enqueue(_job(people[number % PEOPLE]))
        delivery.notice(Queued(job.id, await store.ahead(job.id)))
        dispatcher.wake()
        begun = time.perf_counter()
        await delivery.forecast.wait(job.id)
        waits.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(1 / ARRIVALS_PER_S)


def _largest_mb() -> float:
    """Of this process, in 10^6 bytes; where the system counts in pages of its own, as it is now."""
    if sys.platform == "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return float(psutil.Process().memory_info().rss / 1e6)
