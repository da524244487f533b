"""Where the pictures of sessions arrive: a courier whose messages are entries, so that none is lost on the way."""

from __future__ import annotations

from bot.errors import Moderated, NoSuchSession, Unreachable
from bot.jobs import Job, JobState
from bot.people import Address, Platform
from bot.sessions.moves import Broke, Move, Painted, Refused
from bot.sessions.paintings import job_id_of
from bot.sessions.session import SessionId
from bot.sessions.sessions import Sessions
from bot.store import Store
from bot.views import View

NEVER_S = 3600.0
"""Nobody watches an entry being painted: news of it are as good as none."""
_ENDS = frozenset({"done", "failed", "stopped"})


class SessionCourier:
    """Tells sessions what became of their jobs; see `bot.couriers.Courier`. Telling twice does nothing."""

    platform: Platform = "session"
    min_interval_s = NEVER_S

    def __init__(self, store: Store, sessions: Sessions) -> None:
        self._store = store
        self._sessions = sessions

    async def show(self, address: Address, view: View) -> Address:
        """Raises Unreachable where the session is gone."""
        if view.stage not in _ENDS:
            return address
        job = await self._store.job(view.job_id)
        try:
            session = await self._sessions.session(address.channel)
            entry = session.entries[int(address.thread)]
            # by its number and try, since a quick one ends before the session has heard of its job
            if job is not None and job.id == job_id_of(session, entry):
                await self._sessions.play(SessionId(session.id), _move(entry.number, job))
        except (NoSuchSession, IndexError) as error:
            raise Unreachable(address.channel) from error
        return address

    async def remove(self, address: Address, view: View) -> None:
        """A part is taken back in its session, not by its job."""


def _move(number: int, job: Job) -> Move:
    if job.state == JobState.DONE:
        return Painted(number, job.results[0], job.spoiler)
    refused = job.problem is not None and job.problem.key == Moderated.key
    return Refused(number) if refused else Broke(number)
