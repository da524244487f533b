"""One job's way to its message: one view at a time, and the newest news win."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import replace

import structlog

from bot.couriers import Courier
from bot.delivery import show
from bot.delivery.heard import Heard
from bot.errors import FileMissing, HwagaError, NewsLater, NoSuchJob, ShowFailed, ShowLater, Unreachable, UnreadableJob
from bot.forecast import Forecast
from bot.jobs import Job, JobId, JobState, Progress, Queued, Started
from bot.loop import AFTER_FAULT_S
from bot.people import Address, Platform
from bot.store import Entry, Store
from bot.views import Action, View

log = structlog.get_logger()

SHOW_LIMIT_S = 120.0
"""A courier that has not answered by then has failed."""
GIVE_UP_AFTER = 100
"""Failed attempts to show a result: most of a day."""
LONGEST_BACKOFF_S = 600.0
NEWS_REST_S = 1.0
"""News that were not taken are not offered again sooner: looking up what they would say costs those who ask first."""

News = Queued | Started | Progress


def backoff_s(attempts: int) -> float:
    """How long to wait after so many failures and one more: 1-2 s, 2-4 s, … 5-10 min; jitter spreads a crowd."""
    longest = min(2.0 * 2.0 ** min(attempts, 20), LONGEST_BACKOFF_S)
    return random.uniform(longest / 2, longest)


class Lane:
    """What is still to be shown of one job. `run` in one task, the rest from anywhere on the loop."""

    def __init__(
        self,
        job_id: JobId,
        store: Store,
        couriers: Mapping[Platform, Courier],
        clock: Callable[[], float],
        alarm: Callable[[BaseException], None],
        *,
        offered: Callable[[], Collection[Action]],
        forecast: Forecast,
        heard: Heard,
        on_shown: Callable[[Job, float], None],
    ) -> None:
        self._job_id = job_id
        self._store = store
        self._couriers = couriers
        self._clock = clock
        self._alarm = alarm
        self._offered = offered
        self._forecast = forecast
        self._heard = heard
        self._on_shown = on_shown
        self._closed_until = 0.0  # unix seconds: the platform asked for a rest, and would refuse a result too
        self._news: News | None = None
        self._ended = False
        self._has_result = asyncio.Event()
        self._leaving = asyncio.Event()

    def tell(self, news: News) -> None:
        """Replaces what has not been shown yet; a preview waits for the next one to replace it.

        That a job waits may be said after it was begun: it was counted meanwhile who is ahead.
        """
        if isinstance(news, Queued) and isinstance(self._news, Started):
            return
        if isinstance(news, Progress) and isinstance(self._news, Progress) and news.preview is None:
            news = replace(news, preview=self._news.preview)
        self._news = news

    def end(self) -> None:
        """The job's result is due; nothing else will be shown of it."""
        self._ended = True
        self._has_result.set()

    def leave(self) -> None:
        """Show what is on its way, and the result where it is due, but begin nothing else."""
        self._leaving.set()
        self._has_result.set()

    async def run(self) -> None:
        """Show what there is to show; returns when there is nothing."""
        while not self._ended:
            news, self._news = self._news, None
            if news is None or self._leaving.is_set():
                return
            await self._show_news(news)
        entry = await self._store.entry(self._job_id)
        if entry is not None and entry.due_at <= self._clock():  # else it was shown since the outbox was looked at
            await self._show_result(entry)

    async def _show_news(self, news: News) -> None:
        try:
            rest_s = await self._show_view_of(news)
        except ShowLater as error:
            self._news = self._news or news
            if not isinstance(error, NewsLater):
                self._closed_until = self._clock() + error.retry_after_s
            rest_s = max(error.retry_after_s, NEWS_REST_S)
        except HwagaError as error:
            log.info("news not shown", job_id=self._job_id, error=str(error))
            rest_s = AFTER_FAULT_S
        await _pause(rest_s, self._has_result)

    async def _show_view_of(self, news: News) -> float:
        """Returns the seconds that the courier wants to rest; none where there was nothing to show."""
        job = await self._store.job(self._job_id)
        courier = None if job is None else self._couriers.get(job.address.platform)
        view = None if job is None or courier is None else await self._view_of_news(job, news)
        if job is None or view is None or courier is None:
            return 0.0
        try:
            address = await _show(courier, job.address, self._offering(view))
        except BaseException:
            self._heard.forget(job.id)
            raise
        if address != job.address:
            await self._store.readdress(job.id, address)
        return courier.min_interval_s

    async def _view_of_news(self, job: Job, news: News) -> View | None:
        """None for news that the job has outrun, and for what the person knows already."""
        if isinstance(news, Queued):
            wait = await self._forecast.wait(job.id)
            begun = isinstance(self._news, Started | Progress)  # while that was looked up
            new = job.state == JobState.QUEUED and not begun and self._heard.tell(job.id, wait)
            return show.waiting(job, wait) if new else None
        if job.state != JobState.PAINTING:
            return None
        if isinstance(news, Started):
            return show.painting(job, None)
        return show.painting(job, news, await self._forecast.left(job))

    async def _show_result(self, entry: Entry) -> None:
        if self._closed_until > self._clock():
            await self._store.postpone(self._job_id, self._closed_until, failed=False)
            return
        try:
            job, address = await self._shown()
        except ShowLater as error:
            log.info("result shown later", job_id=self._job_id, retry_after_s=error.retry_after_s)
            await self._store.postpone(self._job_id, self._clock() + error.retry_after_s, failed=False)
        except (Unreachable, UnreadableJob) as error:
            log.warning("result undeliverable", job_id=self._job_id, error=str(error))
            await self._store.undeliverable(self._job_id, error.problem)
        except Exception as error:  # noqa: BLE001 - logged there; whatever a courier raises, the result is not lost
            await self._failed(entry, error)
        else:
            now = self._clock()
            await self._store.shown(self._job_id, address, now)
            self._on_shown(job, now)

    async def _shown(self) -> tuple[Job, Address]:
        job = await self._store.job(self._job_id)
        if job is None:
            raise NoSuchJob(self._job_id)
        view = self._offering(await self._view_of_result(job))
        return job, await _show(self._couriers[job.address.platform], job.address, view)

    def _offering(self, view: View) -> View:
        """The view with those of its actions that the house can do."""
        able = self._offered()
        return replace(view, actions=tuple(action for action in view.actions if action in able))

    async def _view_of_result(self, job: Job) -> View:
        try:
            pictures = [await self._store.file(name) for name in job.results]
        except FileMissing as error:
            return show.finished(replace(job, state=JobState.FAILED, problem=error.problem), ())
        return show.finished(job, pictures)

    async def _failed(self, entry: Entry, error: Exception) -> None:
        attempts = entry.attempts + 1
        if isinstance(error, HwagaError):
            log.warning("result not shown", job_id=entry.job_id, attempts=attempts, error=str(error))
        else:
            log.error("result not shown", job_id=entry.job_id, attempts=attempts, exc_info=error)
            self._alarm(error)
        if attempts < GIVE_UP_AFTER:
            await self._store.postpone(entry.job_id, self._clock() + backoff_s(entry.attempts), failed=True)
        else:
            await self._store.undeliverable(entry.job_id, ShowFailed(str(error)).problem)


async def _show(courier: Courier, address: Address, view: View) -> Address:
    """Raises DeliveryError, and whatever a courier with a fault raises."""
    limit = asyncio.timeout(SHOW_LIMIT_S)
    try:
        async with limit:
            return await courier.show(address, view)
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise ShowFailed(f"no answer in {SHOW_LIMIT_S:.0f} s") from error


async def _pause(seconds: float, unless: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await unless.wait()
