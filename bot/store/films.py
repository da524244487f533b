"""The films of jobs: what there was to see while they were painted."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.jobs import JobId
from bot.requests import Hash
from bot.store.database import Database
from bot.store.tables import films


class FilmsShelf:
    """A part of the store; one transaction a method."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, job_id: JobId, file: Hash) -> None:
        """The job's film is that file, in place of one that it had. The job must be there."""
        row = upsert(films).values(job=job_id, file=file)
        kept = row.on_conflict_do_update(index_elements=[films.c.job], set_={"file": file})
        await self._database.write(lambda c: c.execute(kept))

    async def of(self, job_id: JobId) -> Hash | None:
        """None where it had no previews."""
        query = select(films.c.file).where(films.c.job == job_id)
        return await self._database.read(lambda c: c.execute(query).scalar_one_or_none())
