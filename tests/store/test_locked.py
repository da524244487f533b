from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from bot.jobs import JobState
from tests.house import LIMIT_S, house

LOCKED_S = 5.0


async def test_a_database_that_is_locked_for_five_seconds_delays_and_loses_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        home.backend.control.hold(step=2)
        painting, waiting = await home.order(), await home.order("bob")
        async with asyncio.timeout(LIMIT_S):
            await home.backend.control.reached(2)
        stranger = sqlite3.connect(tmp_path / "hwaga.db", isolation_level=None)
        stranger.execute("BEGIN IMMEDIATE")
        home.backend.control.release()
        ordering = asyncio.create_task(home.order("carol"))

        await asyncio.sleep(LOCKED_S)
        meanwhile = await home.store.job(painting.id)
        stranger.execute("COMMIT")
        stranger.close()
        late = await ordering
        await home.settled()

        assert meanwhile is not None
        assert meanwhile.state == JobState.PAINTING
        for job in (painting, waiting, late):
            done = await home.now(job)
            assert (done.state, done.attempts) == (JobState.DONE, 1)
            assert home.chat.stages(job.id).count("done") == 1
