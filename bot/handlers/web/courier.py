"""Shows views to the pages that are open."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.web.cards import Card, card_of
from bot.handlers.web.streams import Streams
from bot.jobs import Job, JobId
from bot.people import Address, Platform
from bot.store import Store
from bot.views import Stage, View

UNFINISHED: tuple[Stage, ...] = ("thinking", "queued", "painting")


class WebCourier:
    """Tells every open page of the browser that asked; `address.channel` is its account.

    Where no page is open, a view counts as shown: a page that opens later reads from the store what there is. So this
    courier never fails, and showing anything twice does no harm.
    """

    platform: Platform = "web"
    min_interval_s = 0.1

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._store: Store | None = None
        self._jobs: dict[JobId, Job] = {}
        self._latest: dict[JobId, Card] = {}

    def start(self, store: Store) -> None:
        """Work from now on: jobs are looked up there."""
        self._store = store

    async def show(self, address: Address, view: View) -> Address:
        job = await self._job(view.job_id)
        if job is None:
            return address
        card = card_of(job, view)
        if view.stage in UNFINISHED:
            self._jobs[job.id], self._latest[job.id] = job, self._with_preview(card)
        else:
            self._jobs.pop(job.id, None)
            self._latest.pop(job.id, None)
        self._streams.publish(address.channel, card)
        return address

    async def remove(self, address: Address, view: View) -> None:
        await self.show(address, view)

    def latest(self, job_id: JobId) -> Card | None:
        """What was last shown of a job that is not finished: a page that opens now wants its preview too."""
        return self._latest.get(job_id)

    def _with_preview(self, card: Card) -> Card:
        """Not every step has a preview: the last one stays what a page that opens sees."""
        before = self._latest.get(JobId(card.id))
        return card if card.preview or before is None else replace(card, preview=before.preview)

    async def _job(self, job_id: JobId) -> Job | None:
        """Read once while it is painted: what a card takes of it does not change."""
        if job_id in self._jobs:
            return self._jobs[job_id]
        return None if self._store is None else await self._store.job(job_id)
