from __future__ import annotations

import asyncio
import json
import random
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.jobs import MAX_RECLAIMS, JobState
from bot.store import Store

ROOT = Path(__file__).parent.parent


async def _run(folder: Path, jobs: int) -> asyncio.subprocess.Process:
    program = (sys.executable, "-m", "tests.crash_app", str(folder), str(jobs))
    return await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdout=asyncio.subprocess.PIPE)


async def _lines(process: asyncio.subprocess.Process, limit: int) -> list[str]:
    assert process.stdout is not None
    lines: list[str] = []
    while len(lines) < limit and (line := await process.stdout.readline()):
        lines.append(line.decode().strip())
    return lines


async def _killed_after(folder: Path, orders: int) -> list[str]:
    """The orders that a bot took before it was killed somewhere after so many of them."""
    process = await _run(folder, 10_000)
    taken = await _lines(process, orders)
    await asyncio.sleep(random.uniform(0, 0.1))
    process.kill()
    taken += await _lines(process, 10_000)
    assert await process.wait() == -9
    return [line for line in taken if len(line) == 16]  # a line may have been cut off


async def _crash(folder: Path, kills: int, orders: int) -> None:
    taken: list[str] = []
    for _ in range(kills):
        taken += await _killed_after(folder, random.randint(1, orders))

    last = await _run(folder, 0)
    said = await _lines(last, 1)

    assert await last.wait() == 0
    assert said == ["settled"]
    shown = [json.loads(line) for line in (folder / "chat.jsonl").read_text().splitlines()]
    ends = {view["job"]: view["stage"] for view in shown}
    assert set(taken) <= ends.keys()  # nothing that was taken is lost
    assert set(ends.values()) <= {"done", "failed"}
    assert {view["message"] for view in shown} == {f"message of {job_id}" for job_id in ends}  # edited, never posted
    await _assert_reclaims_have_their_reason(folder, kills)


async def _assert_reclaims_have_their_reason(folder: Path, kills: int) -> None:
    """What was on the device or being written at a kill was started again, forgiven; at the fourth kill, it failed."""
    query = text("SELECT state, attempts, reclaims FROM jobs")
    async with Store(folder) as store:
        jobs = await store._database.read(lambda c: c.execute(query).all())
    assert sum(job.reclaims for job in jobs) <= 4 * kills
    assert {job.attempts for job in jobs} == {1}
    assert {job.reclaims for job in jobs if job.state == JobState.FAILED} <= {MAX_RECLAIMS}


async def test_a_bot_killed_anywhere_loses_nothing_and_shows_it_in_the_same_message(tmp_path: Path) -> None:
    async with asyncio.timeout(120):
        await _crash(tmp_path, kills=3, orders=20)


@pytest.mark.long
async def test_a_bot_killed_many_times_loses_nothing(tmp_path: Path) -> None:
    async with asyncio.timeout(1800):
        await _crash(tmp_path, kills=60, orders=60)
