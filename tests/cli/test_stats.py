from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from bot.cli import main
from bot.errors import OutOfMemory
from bot.people import PersonId
from bot.requests import Hash
from bot.store import Store
from tests.makers import a_job, a_person


async def _day(store: Store, now: float) -> None:
    person = await a_person(store)
    await _ended(store, person, now - 100, failed=False)
    await _ended(store, person, now - 100, failed=True)
    await _ended(store, person, now - 1e6, failed=False)
    waiting = a_job(person)
    await store.enqueue(waiting)


async def _ended(store: Store, person: PersonId, at: float, *, failed: bool) -> None:
    job = await store.enqueue(a_job(person))
    await store.claim(at - 20, only=job.id)
    if failed:
        await store.fail(job.id, OutOfMemory().problem, at)
    else:
        await store.finish(job.id, (Hash("ab" * 32),), seconds=20.0, backend="x", now=at)
        await store.shown(job.id, job.address, at + 2)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return tmp_path / "data"


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, int]:
    with pytest.raises(SystemExit) as ended:
        main(["stats", *arguments])
    captured = capsys.readouterr()
    return captured.out + captured.err, int(ended.value.code or 0)


def _run(folder: Path) -> None:
    async def fill() -> None:
        async with Store(folder) as store:
            await _day(store, time.time())

    asyncio.run(fill())


def test_a_day_is_told_in_words_and_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(folder)

    main(["stats", "--json"])
    report = json.loads(capsys.readouterr().out)
    main(["stats"])
    words = capsys.readouterr().out.splitlines()

    assert (report["waiting"], report["painting"], report["people"]) == (1, 0, 1)
    assert report["ended"] == {"text2image": {"done": 1, "failed": 1}}
    assert report["problems"] == {"error.out_of_memory": 1}
    assert (report["painted_s"], report["shown_s"]) == (20.0, 2.0)
    assert words[0] == "Now: 1 waiting, 0 being painted."
    assert any("1 painted, 1 failed, 0 cancelled" in line for line in words)


async def test_stats_are_read_beside_a_bot_that_runs(tmp_path: Path) -> None:
    async with Store(tmp_path) as running:
        await _day(running, time.time())
        async with Store(tmp_path).look() as beside:
            tally = await beside.watch.tally(time.time(), time.time() - 3600)

        assert await a_person(running)
    assert tally.count("done") == 1


def test_where_no_bot_has_been_it_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said, code = _said(capsys)

    assert "There is no data" in said
    assert code == 1
    assert not folder.exists()
