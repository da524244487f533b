"""Numbers for Prometheus, in the units and by the names that it advises: https://prometheus.io/docs/practices/naming/."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.jobs import Done, Event, Failed, Job, JobState, Stopped
from bot.store import Tally

_ROWS = (1, 2, 4, 8, 12, 16, 24, 32, 48, 64)
_SECONDS = (0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600, 1800, 3600)


class Metrics:
    """Of one bot, since its start; from its event loop only."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._times = {
            "wait": _histogram("wait", "from the queue to a device", registry),
            "render": _histogram("render", "on a device", registry),
            "delivery": _histogram("delivery", "from the picture to its person", registry),
        }
        self._rows = Histogram(
            "hwaga_tick_rows", "Rows that the device painted at once.", registry=registry, buckets=_ROWS
        )
        self._ended = Counter("hwaga_jobs_ended", "Jobs by their end.", ["state"], registry=registry)
        self._errors = Counter("hwaga_errors", "Jobs that failed, by the kind of error.", ["kind"], registry=registry)
        self._jobs = Gauge("hwaga_jobs", "Jobs that are not done with.", ["state"], registry=registry)
        self._age = Gauge("hwaga_queue_age_seconds", "How long the longest has waited.", registry=registry)
        self._resting = Gauge(
            "hwaga_provider_resting", "1 while a provider is left alone.", ["provider"], registry=registry
        )
        self._calls = Gauge(
            "hwaga_provider_questions",
            "Questions to a provider since the start, by what became of them.",
            ["provider", "outcome"],
            registry=registry,
        )

    def notice(self, event: Event) -> None:
        """Something happened to a job."""
        match event:
            case Done():
                self._ended.labels("done").inc()
            case Failed():
                self._ended.labels("failed").inc()
                self._errors.labels(event.problem.key.removeprefix("error.")).inc()
            case Stopped():
                self._ended.labels("stopped").inc()

    def shown(self, job: Job, at: float) -> None:
        """Its person has the result since then, in unix seconds."""
        if job.state != JobState.DONE:
            return
        times = {
            "wait": job.started_at - job.queued_at,
            "render": job.finished_at - job.started_at,
            "delivery": at - job.finished_at,
        }
        for name, seconds in times.items():
            self._times[name].labels(job.request.task).observe(max(seconds, 0.0))

    def ticked(self, rows: int) -> None:
        """The device has gone one step further with so many rows: two for each picture with guidance."""
        self._rows.observe(rows)

    def queue(self, tally: Tally) -> None:
        """What is now."""
        for state, count in {"queued": tally.waiting, "painting": tally.painting, "unshown": tally.unshown}.items():
            self._jobs.labels(state).set(count)
        self._age.set(tally.oldest_s)

    def provider(self, name: str, *, resting: bool, outcomes: Mapping[str, int]) -> None:
        """How a provider fares."""
        self._resting.labels(name).set(resting)
        for outcome, count in outcomes.items():
            self._calls.labels(name, outcome).set(count)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)


def _histogram(name: str, what: str, registry: CollectorRegistry) -> Histogram:
    return Histogram(
        f"hwaga_{name}_seconds", f"Seconds {what}, by task.", ["task"], registry=registry, buckets=_SECONDS
    )
