"""A job: one request of one person, from the queue to the picture, and the events on its way."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from bot.errors import Problem
from bot.people import Address, PersonId, Place
from bot.plan import PromptPlan
from bot.requests import Hash, Request

JobId = NewType("JobId", str)


def new_job_id() -> JobId:
    """16 hex digits: fits Telegram's 64 bytes of callback data and Discord's 25 characters of nonce."""
    return JobId(secrets.token_hex(8))


class JobState(StrEnum):
    """Where a job is. Showing a result is not a state of the job but of its outbox row."""

    QUEUED = "queued"
    PAINTING = "painting"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


LEGAL: Mapping[JobState, frozenset[JobState]] = MappingProxyType(
    {
        JobState.QUEUED: frozenset({JobState.PAINTING, JobState.STOPPED, JobState.FAILED}),
        # back to the queue: the engine died or the bot did
        JobState.PAINTING: frozenset({JobState.QUEUED, JobState.DONE, JobState.FAILED, JobState.STOPPED}),
        JobState.DONE: frozenset(),
        JobState.FAILED: frozenset(),
        JobState.STOPPED: frozenset(),
    }
)
"""The transitions that the store allows."""

MAX_ATTEMPTS = 3
"""Starts of one job under which an engine may die: once in company, of which nobody is known to be to blame, then alone
(see the dispatcher), and once more, since it may have been bad luck."""

MAX_RECLAIMS = 9
"""Times that a job waits again because the bot died: power cuts are not its fault, but what kills a bot must end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`turn` orders the queue (see `bot.fairness`); `attempts` counts starts; times are unix seconds, 0 for not yet."""

    id: JobId
    person: PersonId
    place: Place
    address: Address
    request: Request
    plan: PromptPlan
    state: JobState = JobState.QUEUED
    turn: float = 0.0
    attempts: int = 0
    queued_at: float = 0.0
    started_at: float = 0.0
    finished_at: float = 0.0
    results: tuple[Hash, ...] = ()
    problem: Problem | None = None
    backend: str = ""
    """Name of the device that painted it, as in `Done`."""
    seconds: float = 0.0
    """What the device took, as in `Done`."""
    spoiler: bool = False
    """Whether its pictures are shown behind a veil."""


@dataclass(frozen=True, slots=True)
class Queued:
    """`ahead` jobs come first."""

    job_id: JobId
    ahead: int


@dataclass(frozen=True, slots=True)
class Started:
    job_id: JobId


@dataclass(frozen=True, slots=True)
class Progress:
    """`step` of `steps`; None where a backend reports none. `preview` is a small JPEG, now and then."""

    job_id: JobId
    step: int | None
    steps: int
    preview: bytes | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """`pictures` are PNG files in order of seed, `seconds` what the device took, `backend` its name for people.

    `unsafe`: how sure the safety check is of each picture that it is not for every eye, 0-1; empty where none looked.
    """

    job_id: JobId
    pictures: tuple[bytes, ...]
    seconds: float
    backend: str
    unsafe: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    job_id: JobId
    problem: Problem


@dataclass(frozen=True, slots=True)
class Stopped:
    job_id: JobId


Event = Queued | Started | Progress | Done | Failed | Stopped
