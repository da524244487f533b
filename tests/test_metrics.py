from __future__ import annotations

from dataclasses import replace

from prometheus_client.parser import text_string_to_metric_families

from bot.errors import OutOfMemory
from bot.jobs import Done, Failed, JobId, JobState, Stopped
from bot.metrics import Metrics
from bot.people import PersonId
from bot.store import Tally
from tests.makers import a_job

JOB = JobId("0123456789abcdef")


def values(metrics: Metrics) -> dict[str, float]:
    """Samples by name and labels."""
    families = text_string_to_metric_families(metrics.text().decode())
    return {
        "/".join((sample.name, *sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_ends_and_errors_are_counted_by_kind() -> None:
    metrics = Metrics()

    for event in (Done(JOB, (), 1.0, "x"), Failed(JOB, OutOfMemory().problem), Stopped(JOB), Stopped(JOB)):
        metrics.notice(event)

    found = values(metrics)
    assert found["hwaga_jobs_ended_total/done"] == found["hwaga_jobs_ended_total/failed"] == 1
    assert found["hwaga_jobs_ended_total/stopped"] == 2
    assert found["hwaga_errors_total/out_of_memory"] == 1


def test_wait_render_and_delivery_are_times_by_task() -> None:
    metrics = Metrics()
    job = replace(a_job(PersonId(1)), state=JobState.DONE, queued_at=100.0, started_at=107.0, finished_at=127.0)

    metrics.shown(job, 128.5)
    metrics.shown(replace(job, state=JobState.FAILED), 128.5)

    found = values(metrics)
    assert found["hwaga_wait_seconds_sum/text2image"] == 7
    assert found["hwaga_render_seconds_sum/text2image"] == 20
    assert found["hwaga_delivery_seconds_sum/text2image"] == 1.5
    assert found["hwaga_wait_seconds_count/text2image"] == 1


def test_a_clock_that_was_set_back_makes_no_negative_time() -> None:
    metrics = Metrics()
    job = replace(a_job(PersonId(1)), state=JobState.DONE, queued_at=1000.0, started_at=107.0, finished_at=90.0)

    metrics.shown(job, 5.0)

    assert values(metrics)["hwaga_render_seconds_sum/text2image"] == 0


def test_it_is_counted_how_many_rows_were_painted_at_once() -> None:
    metrics = Metrics()

    for rows in (2, 6, 6, 100):
        metrics.ticked(rows)

    found = values(metrics)
    assert (found["hwaga_tick_rows_bucket/2.0"], found["hwaga_tick_rows_bucket/8.0"]) == (1, 3)
    assert (found["hwaga_tick_rows_count"], found["hwaga_tick_rows_sum"]) == (4, 114)


def test_the_queue_and_the_providers_are_as_they_are_now() -> None:
    metrics = Metrics()
    tally = Tally(
        waiting=5,
        painting=2,
        unshown=1,
        oldest_s=33.0,
        people=0,
        ended={},
        problems={},
        undeliverable=0,
        waited_s=None,
        painted_s=None,
        shown_s=None,
    )

    metrics.queue(tally)
    metrics.provider("papago", resting=True, outcomes={"answered": 3, "failed": 4})

    found = values(metrics)
    assert (found["hwaga_jobs/queued"], found["hwaga_jobs/painting"], found["hwaga_jobs/unshown"]) == (5, 2, 1)
    assert found["hwaga_queue_age_seconds"] == 33
    assert found["hwaga_provider_resting/papago"] == 1
    assert found["hwaga_provider_questions/failed/papago"] == 4
