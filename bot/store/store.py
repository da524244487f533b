"""The store: everything that a restart must find again. One transaction a method; committed when it returns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.errors import AlreadyRunning, DataUnwritable, NothingThere, Problem
from bot.jobs import Failed, Job, JobId, JobState, Queued
from bot.limits import UNLIMITED, Limits, Usage
from bot.modes import Mode
from bot.people import Account, Address, Locale, PersonId, Place, Platform
from bot.requests import Hash
from bot.store import allowance, answers, outbox, people, queue, rulings, switches
from bot.store.album import AlbumShelf
from bot.store.choices import ChoicesShelf
from bot.store.database import Database
from bot.store.files import Files
from bot.store.films import FilmsShelf
from bot.store.linking import LinkingShelf
from bot.store.outbox import Entry
from bot.store.retention import RetentionShelf
from bot.store.rows import HASHES, PROBLEM, text_of
from bot.store.rulings import Ruling
from bot.store.sessions import SessionsShelf
from bot.store.telegram import TelegramShelf
from bot.store.watch import Watch


class Store:
    """A data folder: `hwaga.db` and `files/`. Belongs to one event loop; times are unix seconds, told by the caller."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / "hwaga.lock", timeout=0, thread_local=False)
        self._database = Database(folder / "hwaga.db")
        self._files = Files(folder / "files")
        self.album = AlbumShelf(self._database, self._files)
        self.choices = ChoicesShelf(self._database)
        self.films = FilmsShelf(self._database)
        self.linking = LinkingShelf(self._database)
        self.retention = RetentionShelf(self._database, self._files)
        self.sessions = SessionsShelf(self._database)
        self.telegram = TelegramShelf(self._database)
        self.watch = Watch(self._database)

    async def open(self) -> Self:
        """Make the folder where it is missing, bring its tables up to date; returns itself.

        Raises AlreadyRunning and DataUnwritable.
        """
        try:
            await asyncio.to_thread(self._open)
        except OSError as error:
            raise DataUnwritable(str(self._folder), error.strerror or type(error).__name__) from error
        except OperationalError as error:  # what SQLite makes of a folder or file that it may not write
            raise DataUnwritable(str(self._folder), str(error.orig)) from error
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

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Self]:
        """Open to read, beside the bot that owns the folder: nothing is locked, made or migrated.

        Raises NothingThere where no bot has been yet, or one of another version.
        """
        try:
            if not await asyncio.to_thread(self._database.is_current):
                raise NothingThere(str(self._folder))
            yield self
        finally:
            await self.close()

    async def close(self) -> None:
        """Let go of the folder, for good. Idempotent."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._database.close()
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
        known = await self._database.read(lambda c: people.find(c, account))
        if known is not None:
            return known
        return await self._database.write(lambda c: people.find_or_create(c, account, locale))

    # jobs

    async def usage(self, person: PersonId, place: Place) -> Usage:
        """What the limits of a person in a place are held against."""
        return await self._database.read(lambda c: allowance.usage(c, person, place))

    async def enqueue(self, job: Job, limits: Limits = UNLIMITED) -> Job:
        """Write a new job, with its plan, request and address; returns it with its turn.

        Raises Refused, and then nothing is written: of many requests at once no more than fit are taken.
        """
        return await self._database.write(lambda c: queue.enqueue(c, job, limits))

    async def job(self, job_id: JobId) -> Job | None:
        """Raises UnreadableJob."""
        return await self._database.read(lambda c: queue.find(c, job_id))

    async def jobs_of(
        self, person: PersonId, states: Collection[JobState] = tuple(JobState), limit: int = 50
    ) -> list[Job]:
        """Newest first; those that cannot be read are left out."""
        return await self._database.read(lambda c: queue.of_person(c, person, states, limit))

    async def ahead(self, job_id: JobId) -> int:
        """How many jobs come before a waiting one, those on a device included; 0 for one that does not wait."""
        return await self._database.read(lambda c: queue.ahead(c, job_id))

    async def head(self, *, short: bool = False) -> Job | None:
        """The job whose turn it is, or that of the short ones; it stays in the queue. None in a paused house.

        Raises UnreadableJob.
        """
        return await self._database.read(lambda c: queue.head(c, short=short))

    async def claim(self, now: float, only: JobId | None = None, *, short: bool = False) -> Job | None:
        """Take the job whose turn it is, or that of the short ones, and count the attempt.

        None when nobody waits, when it is not `only`, or in a paused house.
        """
        # after a power cut the job would be found waiting, and be claimed again: nothing is lost
        return await self._database.jot(lambda c: queue.claim(c, now, only, short=short))

    async def put_first(self, person: PersonId, job_id: JobId) -> bool:
        """Bring a waiting job before the person's others, at nobody else's cost; False where it does not wait."""
        return await self._database.write(lambda c: queue.put_first(c, person, job_id))

    async def readdress(self, job_id: JobId, address: Address) -> None:
        """A job's answer goes there from now on: its status message became known."""
        await self._database.write(lambda c: queue.readdress(c, job_id, address))

    async def finish(
        self,
        job_id: JobId,
        results: tuple[Hash, ...],
        *,
        seconds: float,
        backend: str,
        now: float,
        veiled: bool = False,
    ) -> bool:
        """PAINTING to DONE, to be shown from now on, behind a veil if it is `veiled` now or was before.

        False where it was DONE. Raises IllegalTransition, NoSuchJob.
        """
        values = {"results": text_of(HASHES, results), "seconds": seconds, "backend": backend}
        values |= {"spoiler": True} if veiled else {}
        return await self._end(job_id, JobState.DONE, now, values)

    async def fail(self, job_id: JobId, problem: Problem, now: float) -> bool:
        """To FAILED, to be shown from now on; False where it was FAILED. Raises IllegalTransition, NoSuchJob."""
        return await self._end(job_id, JobState.FAILED, now, {"problem": text_of(PROBLEM, problem)})

    async def stop(self, job_id: JobId, now: float) -> bool:
        """To STOPPED, to be shown from now on; False where it was STOPPED. Raises IllegalTransition, NoSuchJob."""
        return await self._end(job_id, JobState.STOPPED, now, {})

    async def _end(self, job_id: JobId, state: JobState, now: float, values: dict[str, Any]) -> bool:
        return await self._database.write(lambda c: queue.end(c, job_id, state, now, values))

    async def requeue(self, job_id: JobId, *, forgiven: bool = False) -> None:
        """PAINTING to QUEUED, at its old turn. `forgiven`: this attempt does not count, the job is not to blame.

        Raises IllegalTransition, NoSuchJob.
        """
        await self._database.write(lambda c: queue.requeue(c, job_id, forgiven=forgiven))

    async def reclaim(self, now: float, running: Collection[JobId] = ()) -> list[Queued | Failed]:
        """Take back the jobs that are PAINTING but not among the `running`: whoever painted them is gone.

        They wait again at their old turn, the attempt forgiven; after MAX_RECLAIMS times of it they have failed.
        Returns what to tell.
        """
        known = frozenset(running)
        return await self._database.write(lambda c: queue.reclaim(c, now, known))

    # the owner's switch

    async def mode(self) -> Mode:
        """Open, until somebody says otherwise."""
        return await self._database.read(switches.mode)

    async def set_mode(self, mode: Mode, now: float) -> bool:
        """Whether that changed anything. While draining, `enqueue` raises Draining; while paused, nobody is claimed."""
        return await self._database.write(lambda c: switches.set_mode(c, mode, now))

    # moderation

    async def rule(self, ruling: Ruling) -> None:
        """Add to the log of what moderation did."""
        await self._database.write(lambda c: rulings.add(c, ruling))

    async def rulings(self, limit: int = 50) -> list[Ruling]:
        """Newest first."""
        return await self._database.read(lambda c: rulings.newest(c, limit))

    # what is still to be shown

    async def pending(self, platform: Platform, now: float, limit: int = 50) -> list[Entry]:
        """What is due to be shown, longest waiting first."""
        return await self._database.read(lambda c: outbox.pending(c, platform, now, limit))

    async def entry(self, job_id: JobId) -> Entry | None:
        """What is still to be shown of a job, due or not."""
        return await self._database.read(lambda c: outbox.entry(c, job_id))

    async def next_due(self, platform: Platform, now: float) -> float | None:
        """When the next entry that is not due yet will be, in unix seconds."""
        return await self._database.read(lambda c: outbox.next_due(c, platform, now))

    async def shown(self, job_id: JobId, address: Address, now: float = 0.0) -> None:
        """The person has the result, and it stands at that address."""

        def both(connection: Connection) -> None:
            queue.readdress(connection, job_id, address)
            outbox.shown(connection, job_id, now)

        await self._database.write(both)

    async def postpone(self, job_id: JobId, until: float, *, failed: bool) -> None:
        """To be shown from `until` on; `failed` counts an attempt to show it."""
        await self._database.write(lambda c: outbox.postpone(c, job_id, until, failed=failed))

    async def hurry(self, latest: float) -> None:
        """What is due later than that is due then: the clock that set its time went another way than this one."""
        await self._database.write(lambda c: outbox.hurry(c, latest))

    async def undeliverable(self, job_id: JobId, problem: Problem) -> None:
        """Nobody will see this result where it belongs; it is kept."""
        await self._database.write(lambda c: outbox.undeliverable(c, job_id, problem))

    async def settled(self, job_id: JobId | None = None) -> bool:
        """Whether this job, or every job, is finished and shown or undeliverable."""
        return await self._database.read(lambda c: outbox.settled(c, job_id))

    # what providers answered

    async def recall(self, provider: str, question: str, now: float) -> str | None:
        """The answer that is kept for a question's hash, unless it is too old."""
        return await self._database.read(lambda c: answers.recall(c, provider, question, now))

    async def remember(self, provider: str, question: str, answer: str, *, now: float, until: float) -> None:
        """Keep an answer until then, or until newer ones need its place."""
        await self._database.write(lambda c: answers.remember(c, provider, question, answer, now, until))
