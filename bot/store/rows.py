"""Jobs to rows and back. Pure."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import RowMapping

from bot.errors import Problem, UnreadableJob
from bot.jobs import Job, JobId, JobState
from bot.people import Address, PersonId, Place
from bot.plan import PromptPlan
from bot.requests import REQUEST, Hash, cost, is_short

ADDRESS = TypeAdapter(Address)
PLAN = TypeAdapter(PromptPlan)
PROBLEM = TypeAdapter(Problem)
HASHES = TypeAdapter(tuple[Hash, ...])


def text_of(adapter: TypeAdapter[Any], value: Any) -> str:
    """A value as JSON."""
    return adapter.dump_json(value).decode()


def row_of(job: Job) -> dict[str, Any]:
    """A job's columns; `seq` is the database's own, `seconds` are known when it is done."""
    return {
        "id": job.id,
        "person": job.person,
        "place_platform": job.place.platform,
        "place_id": job.place.id,
        "place_private": job.place.private,
        "address": text_of(ADDRESS, job.address),
        "request": text_of(REQUEST, job.request),
        "plan": text_of(PLAN, job.plan),
        "state": job.state.value,
        "turn": job.turn,
        "attempts": job.attempts,
        "queued_at": job.queued_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "results": text_of(HASHES, job.results),
        "problem": None if job.problem is None else text_of(PROBLEM, job.problem),
        "backend": job.backend,
        "seconds": job.seconds,
        "spoiler": job.spoiler,
        "cost": cost(job.request),
        "short": is_short(job.request),
    }


def job_of(row: RowMapping) -> Job:
    """The job of a row of `jobs`. Raises UnreadableJob."""
    try:
        return _job_of(row)
    except ValidationError as error:
        raise UnreadableJob(row["id"]) from error


def _job_of(row: RowMapping) -> Job:
    return Job(
        id=JobId(row["id"]),
        person=PersonId(row["person"]),
        place=Place(row["place_platform"], row["place_id"], private=bool(row["place_private"])),
        address=ADDRESS.validate_json(row["address"]),
        request=REQUEST.validate_json(row["request"]),
        plan=PLAN.validate_json(row["plan"]),
        state=JobState(row["state"]),
        turn=row["turn"],
        attempts=row["attempts"],
        queued_at=row["queued_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        results=HASHES.validate_json(row["results"]),
        problem=None if row["problem"] is None else PROBLEM.validate_json(row["problem"]),
        backend=row["backend"],
        seconds=row["seconds"],
        spoiler=bool(row["spoiler"]),
    )
