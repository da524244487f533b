"""`kill -9` in every phase of a session: it goes on where it was, and nothing of it is painted or said twice."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from bot.sessions.records import SESSION
from bot.sessions.session import EntryState, Phase, Session
from bot.store import Store

LIMIT_S = 60
PHASES = ("lobby", "collecting", "painting", "voting", "reveal")


@pytest.mark.long
@pytest.mark.parametrize("mode", ["jam", "relay", "corpse", "telephone"])
async def test_every_game_survives_kill_9_in_every_phase(mode: str, tmp_path: Path) -> None:
    for phase in PHASES:
        if mode == "jam" or phase != "voting":  # the others' is no vote
            await _play(tmp_path, mode, kill_at=phase)
    await _play(tmp_path, mode, kill_at="")
    await _check(tmp_path)


async def _play(folder: Path, mode: str, *, kill_at: str) -> None:
    """Let the robots play until the game is in that phase, and kill them; or until its end."""
    arguments = (sys.executable, "-m", "tests.sessions.robots", str(folder), mode)
    process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    async with asyncio.timeout(LIMIT_S):
        async for line in process.stdout:
            if line.decode().strip() == (kill_at or "archived"):
                if kill_at:
                    process.kill()
                break
        await process.wait()


async def _check(folder: Path) -> None:
    async with Store(folder) as store:
        assert await store.sessions.running() == []
        newest = [await store.sessions.get(entry) for entry in {_shown(folder)[0]["job"]}]
        session: Session = SESSION.validate_json(newest[0].state if newest[0] else "")
        assert session.phase == Phase.ARCHIVED
        assert {entry.state for entry in session.entries} == {EntryState.PAINTED}
        rounds = {entry.round for entry in session.entries}
        assert rounds == {1, 2}
        jobs = [await store.job(entry.job) for entry in session.entries if entry.job]
        assert all(job is not None and job.attempts <= 2 for job in jobs)
    assert {entry["message"] for entry in _shown(folder)} == {"board"}


def _shown(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "discord.jsonl").read_text().splitlines()]
