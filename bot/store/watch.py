"""What is going on in the house, for those who look at it."""

from __future__ import annotations

from bot.estimates import Measured
from bot.jobs import JobId
from bot.people import PersonId
from bot.store import line, tally
from bot.store.database import Database
from bot.store.line import Line
from bot.store.tally import Tally


class Watch:
    """Reads only. A part of `Store`; times are unix seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def line(self, limit: int) -> Line:
        """The next `limit` jobs, and what is on the devices."""
        return await self._database.read(lambda c: line.head(c, limit))

    async def around(self, job_id: JobId) -> Line:
        """Where that job stands, and what is on the devices; nobody waits in it where the job does not."""
        return await self._database.read(lambda c: line.around(c, job_id))

    async def measured(self, checkpoint: str, limit: int = 60) -> list[Measured]:
        """What it took to paint the newest of these jobs, those with that checkpoint."""
        return await self._database.read(lambda c: tally.measured(c, checkpoint, limit))

    async def tally(self, now: float, since: float, person: PersonId | None = None) -> Tally:
        """What became of the jobs that ended since then, everybody's or one person's."""
        return await self._database.read(lambda c: tally.tally(c, now, since, person))
