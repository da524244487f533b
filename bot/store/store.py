"""The store: everything that a restart must find again. One transaction a method; committed when it returns."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from bot.errors import AlreadyRunning, EngineDied, Problem
from bot.jobs import MAX_ATTEMPTS, Failed, Job, JobId, JobState, Queued
from bot.people import Account, Address, Locale, PersonId, Platform
from bot.requests import Hash
from bot.store import outbox, people, queue
from bot.store.database import Database
from bot.store.files import Files
from bot.store.outbox import Entry
from bot.store.rows import ADDRESS, HASHES, PROBLEM, text_of


class Store:
    """A data folder: `hwaga.db` and `files/`. Belongs to one event loop; times are unix seconds, told by the caller."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / "hwaga.lock", timeout=0, thread_local=False)
        self._database = Database(folder / "hwaga.db")
        self._files = Files(folder / "files")

    async def open(self) -> Self:
        """Make the folder where it is missing, bring its tables up to date; returns itself. Raises AlreadyRunning."""
        await asyncio.to_thread(self._open)
        return self

    def _open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout:
            raise AlreadyRunning(str(self._folder)) from None
        try:
            self._database.migrate()
            self._files.open()
        except BaseException:
            self._lock.release()
            raise

    async def close(self) -> None:
        """Let go of the folder. Idempotent."""
        await self._database.close()
        self._lock.release()

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    # files

    async def put_file(self, data: bytes) -> Hash:
        """Keep the bytes; on disk when it returns. Raises OSError."""
        return await asyncio.to_thread(self._files.put, data)

    async def file(self, name: Hash) -> bytes:
        """Raises FileMissing."""
        return await asyncio.to_thread(self._files.get, name)

    # people

    async def person(self, account: Account, locale: Locale) -> PersonId:
        """Whose account this is; a new person where nobody's, with `locale`."""
        async with self._database.read() as connection:
            known = await people.find(connection, account)
        if known is not None:
            return known
        async with self._database.write() as connection:  # looked up again: another message may have been faster
            return await people.find(connection, account) or await people.create(connection, account, locale)

    # jobs

    async def enqueue(self, job: Job) -> Job:
        """Write a new job, with its plan, request and address; returns it with its turn."""
        async with self._database.write() as connection:
            return replace(job, turn=await queue.enqueue(connection, job))

    async def job(self, job_id: JobId) -> Job | None:
        async with self._database.read() as connection:
            return await queue.find(connection, job_id)

    async def jobs_of(
        self, person: PersonId, states: Collection[JobState] = tuple(JobState), limit: int = 50
    ) -> list[Job]:
        """Newest first."""
        async with self._database.read() as connection:
            return await queue.of_person(connection, person, states, limit)

    async def unfinished(self, person: PersonId) -> int:
        """How many of a person's jobs wait or are being painted."""
        async with self._database.read() as connection:
            return await queue.unfinished(connection, person)

    async def ahead(self, job_id: JobId) -> int:
        """How many jobs come before a waiting one, those on a device included; 0 for one that does not wait."""
        async with self._database.read() as connection:
            return await queue.ahead(connection, job_id)

    async def line(self, limit: int) -> list[tuple[JobId, int]]:
        """The next `limit` jobs, each with how many come before it, those on a device included."""
        async with self._database.read() as connection:
            return await queue.line(connection, limit)

    async def head(self) -> Job | None:
        """The job whose turn it is; it stays in the queue."""
        async with self._database.read() as connection:
            return await queue.head(connection)

    async def claim(self, now: float, only: JobId | None = None) -> Job | None:
        """Take the job whose turn it is, and count the attempt; None when nobody waits, or when it is not `only`."""
        async with self._database.write() as connection:
            return await queue.claim(connection, now, only)

    async def readdress(self, job_id: JobId, address: Address) -> None:
        """A job's answer goes there from now on: its status message became known."""
        async with self._database.write() as connection:
            await queue.readdress(connection, job_id, text_of(ADDRESS, address))

    async def finish(
        self, job_id: JobId, results: tuple[Hash, ...], *, seconds: float, backend: str, now: float
    ) -> bool:
        """PAINTING to DONE, to be shown from now on; False where it was DONE. Raises IllegalTransition, NoSuchJob."""
        values = {"results": text_of(HASHES, results), "seconds": seconds, "backend": backend}
        return await self._end(job_id, JobState.DONE, now, values)

    async def fail(self, job_id: JobId, problem: Problem, now: float) -> bool:
        """To FAILED, to be shown from now on; False where it was FAILED. Raises IllegalTransition, NoSuchJob."""
        return await self._end(job_id, JobState.FAILED, now, {"problem": text_of(PROBLEM, problem)})

    async def stop(self, job_id: JobId, now: float) -> bool:
        """To STOPPED, to be shown from now on; False where it was STOPPED. Raises IllegalTransition, NoSuchJob."""
        return await self._end(job_id, JobState.STOPPED, now, {})

    async def _end(self, job_id: JobId, state: JobState, now: float, values: dict[str, Any]) -> bool:
        async with self._database.write() as connection:
            moved = await queue.move(connection, job_id, state, {**values, "finished_at": now})
            if moved:
                await outbox.add(connection, job_id, now)
            return moved

    async def requeue(self, job_id: JobId, *, forgiven: bool = False) -> None:
        """PAINTING to QUEUED, at its old turn. `forgiven`: this attempt does not count, the job is not to blame.

        Raises IllegalTransition, NoSuchJob.
        """
        async with self._database.write() as connection:
            if await queue.move(connection, job_id, JobState.QUEUED, {"started_at": 0.0}) and forgiven:
                await queue.forgive(connection, job_id)

    async def reclaim(self, now: float, running: Collection[JobId] = ()) -> list[Queued | Failed]:
        """Take back the jobs that are PAINTING but not among the `running`: whoever painted them is gone.

        They wait again at their old turn; what was started MAX_ATTEMPTS times has failed. Returns what to tell.
        """
        async with self._database.read() as connection:
            left = [job for job in await queue.painting(connection) if job.id not in running]
        return [await self._take_back(job, now) for job in left]

    async def _take_back(self, job: Job, now: float) -> Queued | Failed:
        if job.attempts < MAX_ATTEMPTS:
            await self.requeue(job.id)
            return Queued(job.id, await self.ahead(job.id))
        problem = EngineDied().problem
        await self.fail(job.id, problem, now)
        return Failed(job.id, problem)

    # what is still to be shown

    async def pending(self, platform: Platform, now: float, limit: int = 50) -> list[Entry]:
        """What is due to be shown, longest waiting first."""
        async with self._database.read() as connection:
            return await outbox.pending(connection, platform, now, limit)

    async def next_due(self, platform: Platform, now: float) -> float | None:
        """When the next entry that is not due yet will be, in unix seconds."""
        async with self._database.read() as connection:
            return await outbox.next_due(connection, platform, now)

    async def shown(self, job_id: JobId, address: Address) -> None:
        """The person has the result, and it stands at that address."""
        async with self._database.write() as connection:
            await queue.readdress(connection, job_id, text_of(ADDRESS, address))
            await outbox.shown(connection, job_id)

    async def postpone(self, job_id: JobId, until: float, *, failed: bool) -> None:
        """To be shown from `until` on; `failed` counts an attempt to show it."""
        async with self._database.write() as connection:
            await outbox.postpone(connection, job_id, until, failed=failed)

    async def undeliverable(self, job_id: JobId, problem: Problem) -> None:
        """Nobody will see this result where it belongs; it is kept."""
        async with self._database.write() as connection:
            await outbox.undeliverable(connection, job_id, problem)

    async def settled(self, job_id: JobId | None = None) -> bool:
        """Whether this job, or every job, is finished and shown or undeliverable."""
        async with self._database.read() as connection:
            return await outbox.settled(connection, job_id)
