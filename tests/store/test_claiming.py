"""Many who claim at once, and long queues."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.people import PersonId
from bot.store import Store
from bot.store.album import GALLERY
from bot.store.line import BEFORE, HEAD, ON_DEVICE
from bot.store.queue import CLAIM, CLAIM_SHORT
from bot.store.tally import ENDED, MEASURED
from tests.makers import a_job, a_person

ROOT = Path(__file__).parents[2]
PROCESSES = 8
LONG = 10_000
MANY = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :amount)
INSERT INTO jobs (id, person, place_platform, place_id, place_private, address, request, plan, state, turn, attempts,
                  queued_at, started_at, finished_at, results, backend, seconds, cost)
SELECT printf('%016x', n), person, place_platform, place_id, place_private, address, request, plan, 'queued', n, 0,
       1.0, 0, 0, '[]', '', 0, cost
  FROM number, (SELECT * FROM jobs LIMIT 1)
"""


async def test_eight_processes_that_claim_at_once_never_take_a_job_twice(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        person = await a_person(store)
        jobs = [(await store.enqueue(a_job(person))).id for _ in range(120)]

    program = (sys.executable, "-m", "tests.store.claimers", str(tmp_path / "hwaga.db"), str(PROCESSES))
    claiming = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(240):
        said, _ = await claiming.communicate()

    got = [line.split() for line in said.decode().splitlines()]
    assert claiming.returncode == 0
    assert Counter(job for _, job in got) == Counter(jobs)
    assert len({process for process, _ in got}) > 1


async def _plan_of(store: Store, query: str, values: Mapping[str, object]) -> list[str]:
    explain = text(f"EXPLAIN QUERY PLAN {query}")
    return await store._database.read(lambda c: [row.detail for row in c.execute(explain, values)])


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (CLAIM, "jobs_queue"),
        (CLAIM_SHORT, "jobs_short"),
        (HEAD, "jobs_queue"),
        (BEFORE, "jobs_queue (turn<?)"),
        (ON_DEVICE, "jobs_painting"),
        (ENDED, "jobs_finished"),
        (MEASURED, "jobs_finished"),
        (GALLERY, "jobs_gallery"),
    ],
)
async def test_a_long_queue_is_never_read_through(store: Store, alice: PersonId, query: str, index: str) -> None:
    await store.enqueue(a_job(alice))
    await store._database.write(lambda c: c.execute(text(MANY), {"amount": LONG}))
    await store._database.write(lambda c: c.execute(text("ANALYZE")))  # as the database may know itself one day
    values: dict[str, object] = {"now": 0.0, "only": None, "limit": 20, "turn": 5000.0, "seq": 5000, "since": 0.0}
    values |= {"person": None, "platform": "discord", "place": "somewhere", "offset": 0}

    steps = await _plan_of(store, query, values)

    assert any(index in step for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps), steps
    assert not any(step in {"SCAN jobs", "SCAN mine"} for step in steps), steps
