from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from bot.errors import AlreadyRunning, DataUnwritable, Unreachable
from bot.jobs import JobId
from bot.people import Account, PersonId
from bot.store import Entry, Store
from bot.store.tables import METADATA
from tests.makers import a_job, a_person


async def test_a_second_bot_in_the_same_folder_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(AlreadyRunning) as refused:
        await Store(tmp_path).open()

    assert refused.value.folder == str(tmp_path)
    assert await a_person(store)  # the first one goes on


async def test_a_closed_store_frees_its_folder(tmp_path: Path) -> None:
    async with Store(tmp_path):
        pass

    async with Store(tmp_path) as again:
        assert await again.settled()


async def test_the_folder_of_a_killed_bot_is_free(tmp_path: Path) -> None:
    program = (
        "import asyncio, os, pathlib, signal\n"
        "from bot.store import Store\n"
        f"asyncio.run(Store(pathlib.Path({str(tmp_path)!r})).open())\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", program], check=False)

    async with Store(tmp_path) as again:
        settled = await again.settled()

    assert killed.returncode == -9
    assert settled


async def test_a_store_may_be_closed_without_having_been_opened(tmp_path: Path) -> None:
    store = Store(tmp_path / "nowhere")

    await store.close()
    await store.close()

    assert not (tmp_path / "nowhere").exists()


async def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    async with Store(tmp_path / "내 그림 100% ?#") as store:
        assert await a_person(store)

    assert (tmp_path / "내 그림 100% ?#" / "hwaga.db").exists()


async def test_the_migrations_lead_to_the_tables_that_the_code_uses(store: Store, tmp_path: Path) -> None:
    assert await store.settled()
    engine = create_engine(f"sqlite:///{tmp_path / 'hwaga.db'}")

    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), METADATA)
    engine.dispose()

    assert difference == []


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        person = await a_person(store)
        job = await store.enqueue(a_job(person))
        done = await store.enqueue(a_job(person))
        await store.claim(1.0, only=job.id)
        await store.requeue(job.id)
        await store.stop(done.id, 2.0)
        name = await store.put_file(b"a sea")

    async with Store(tmp_path) as store:
        assert await a_person(store) == person
        assert [known.id for known in await store.jobs_of(person)] == [done.id, job.id]
        assert await store.pending("discord", 2.0) == [Entry(done.id, 2.0, 0)]
        assert await store.file(name) == b"a sea"


async def test_one_account_is_one_person(store: Store) -> None:
    asked = await asyncio.gather(*(store.person(Account("discord", "7"), "ko") for _ in range(8)))
    other = await store.person(Account("telegram", "7"), "ko")

    assert len(set(asked)) == 1
    assert other not in asked


async def test_a_writer_waits_for_a_stranger_who_holds_the_lock(store: Store, alice: PersonId, tmp_path: Path) -> None:
    stranger = sqlite3.connect(tmp_path / "hwaga.db", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(store.enqueue(a_job(alice)))

    reads_meanwhile = await store.jobs_of(alice)
    stranger.execute("COMMIT")
    stranger.close()

    assert reads_meanwhile == []
    assert (await waiting).turn > 0


async def test_writes_that_are_cancelled_anywhere_leave_the_store_usable(store: Store, alice: PersonId) -> None:
    written: set[JobId] = set()

    async def write() -> None:
        written.add((await store.enqueue(a_job(alice))).id)

    for turns in range(60):
        task = asyncio.create_task(write())
        await asyncio.sleep(turns / 5000)  # a little further each time
        task.cancel()
        await asyncio.wait({task})
    last = await store.enqueue(a_job(alice))

    kept = {job.id for job in await store.jobs_of(alice, limit=100)}
    assert written | {last.id} <= kept


async def test_a_result_is_due_until_it_is_shown(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(a_job(alice))
    settled = [await store.settled(job.id)]
    await store.stop(job.id, 5.0)
    settled.append(await store.settled(job.id))

    early, due = await store.pending("discord", 4.9), await store.pending("discord", 5.0)
    await store.shown(job.id, job.address, 6.0)
    settled.append(await store.settled(job.id))

    assert (early, due) == ([], [Entry(job.id, 5.0, 0)])
    assert await store.pending("discord", 5.0) == []
    assert settled == [False, False, True]


async def test_results_wait_for_their_own_platform(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(a_job(alice, platform="telegram"))
    await store.stop(job.id, 5.0)

    assert await store.pending("discord", 9.0) == []
    assert [entry.job_id for entry in await store.pending("telegram", 9.0)] == [job.id]


async def test_a_postponed_result_is_due_when_its_time_comes(store: Store, alice: PersonId) -> None:
    asked_to_wait, failed = await store.enqueue(a_job(alice)), await store.enqueue(a_job(alice))
    for job in (asked_to_wait, failed):
        await store.stop(job.id, 5.0)

    await store.postpone(asked_to_wait.id, 30.0, failed=False)
    await store.postpone(failed.id, 40.0, failed=True)

    assert await store.pending("discord", 29.9) == []
    assert await store.next_due("discord", 29.9) == 30.0
    assert await store.next_due("discord", 30.0) == 40.0
    assert await store.next_due("discord", 40.0) is None
    assert await store.pending("discord", 40.0) == [Entry(asked_to_wait.id, 30.0, 0), Entry(failed.id, 40.0, 1)]


async def test_the_undeliverable_is_settled_and_never_due(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(a_job(alice))
    await store.stop(job.id, 5.0)

    await store.undeliverable(job.id, Unreachable("blocked").problem)

    assert await store.settled()
    assert await store.pending("discord", 9.0) == []


@pytest.mark.parametrize("taken", ["data", "data/hwaga.db"])
async def test_a_folder_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path, taken: str) -> None:
    folder = tmp_path / "data"
    if taken == "data":
        folder.touch()
    else:
        (folder / "hwaga.db").mkdir(parents=True)
    store = Store(folder)

    with pytest.raises(DataUnwritable, match="data") as refused:
        await store.open()

    assert refused.value.detail
    await store.close()
