from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bot.jobs import Job
from bot.people import PersonId
from bot.requests import Hash
from bot.store import Keep, Store, retention
from bot.store.retention import LOST_S
from tests.makers import a_job, a_request, over

DAY_S = 86_400.0
KEEP = Keep(results_s=10 * DAY_S, photos_s=2 * DAY_S)
NOW = 1_800_000_000.0


async def _painted(
    store: Store, person: PersonId, result: bytes, *, days_ago: float, photo: bytes | None = None
) -> Job:
    """A job of so long ago, seen by its person."""
    request = a_request() if photo is None else over(await store.put_file(photo), 0.5)
    job = await store.enqueue(a_job(person, request))
    await store.claim(1.0, only=job.id)
    results = (await store.put_file(result),)
    await store.finish(job.id, results, seconds=1.0, backend="x", now=NOW - days_ago * DAY_S)
    await store.shown(job.id, job.address)
    done = await store.job(job.id)
    assert done is not None
    return done


def _kept(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in (folder / "files").glob("*/*")}


async def test_results_go_after_their_time_and_photos_after_theirs(
    store: Store, alice: PersonId, tmp_path: Path
) -> None:
    for days_ago in (1, 3, 11):
        await _painted(store, alice, b"result %d" % days_ago, days_ago=days_ago, photo=b"photo %d" % days_ago)

    gone = await store.retention.sweep(KEEP, NOW)
    again = await store.retention.sweep(KEEP, NOW)

    assert (gone, again) == (3, 0)
    assert _kept(tmp_path) == {b"result 1", b"photo 1", b"result 3"}


async def test_the_job_is_remembered_without_its_picture(store: Store, alice: PersonId) -> None:
    job = await _painted(store, alice, b"a sea", days_ago=11)

    await store.retention.sweep(KEEP, NOW)

    after = await store.job(job.id)
    assert after is not None
    assert (after.state, after.results, after.request) == (job.state, (), job.request)


async def test_for_ever_is_for_ever(store: Store, alice: PersonId, tmp_path: Path) -> None:
    await _painted(store, alice, b"a sea", days_ago=5000, photo=b"me")

    assert await store.retention.sweep(Keep(), NOW) == 0
    assert _kept(tmp_path) == {b"a sea", b"me"}


async def test_favourites_are_kept_with_all_that_belongs_to_them(store: Store, alice: PersonId, tmp_path: Path) -> None:
    job = await _painted(store, alice, b"a sea", days_ago=5000, photo=b"me")
    await store.album.favourite(alice, job.id, NOW)
    await store.retention.sweep(KEEP, NOW)
    kept = _kept(tmp_path)

    await store.album.favourite(alice, job.id, NOW)
    await store.retention.sweep(KEEP, NOW)

    assert kept == {b"a sea", b"me"}
    assert _kept(tmp_path) == set()


async def test_what_is_still_to_be_shown_is_kept(store: Store, alice: PersonId, tmp_path: Path) -> None:
    job = await store.enqueue(a_job(alice))
    await store.claim(1.0)
    await store.finish(job.id, (await store.put_file(b"a sea"),), seconds=1.0, backend="x", now=NOW - 11 * DAY_S)

    await store.retention.sweep(KEEP, NOW)

    assert _kept(tmp_path) == {b"a sea"}


async def test_a_file_that_another_job_needs_stays(store: Store, alice: PersonId, tmp_path: Path) -> None:
    await _painted(store, alice, b"a sea", days_ago=11, photo=b"me")
    await _painted(store, alice, b"a sea", days_ago=3, photo=b"other")
    await store.enqueue(a_job(alice, over(await store.put_file(b"me"), 0.5)))

    await store.retention.sweep(KEEP, NOW)

    assert _kept(tmp_path) == {b"a sea", b"me"}


async def test_a_film_goes_with_its_picture(store: Store, alice: PersonId, tmp_path: Path) -> None:
    job = await _painted(store, alice, b"a sea", days_ago=3)
    await store.films.keep(job.id, await store.put_file(b"film"))
    await store.retention.sweep(KEEP, NOW)
    kept = _kept(tmp_path)

    await store.retention.sweep(KEEP, NOW + 8 * DAY_S)

    assert kept == {b"a sea", b"film"}
    assert _kept(tmp_path) == set()
    assert await store.films.of(job.id) is None


async def test_photos_of_what_was_never_queued_go_after_a_day(store: Store, tmp_path: Path) -> None:
    old, new = await store.put_file(b"old"), await store.put_file(b"new")
    _age(tmp_path, old, LOST_S + 60)

    await store.retention.sweep(Keep(), time.time())

    assert _kept(tmp_path) == {b"new"}
    assert await store.file(new) == b"new"


async def test_a_photo_that_is_sent_again_is_not_swept_under_its_new_job(store: Store, tmp_path: Path) -> None:
    name = await store.put_file(b"me")
    _age(tmp_path, name, LOST_S + 60)
    await store.put_file(b"me")

    await store.retention.sweep(Keep(), time.time())

    assert _kept(tmp_path) == {b"me"}


async def test_more_than_one_batch_is_swept(
    store: Store, alice: PersonId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for number in range(5):
        await _painted(store, alice, b"%d" % number, days_ago=11)

    gone = await store.retention.sweep(KEEP, NOW)

    assert gone == 5
    assert _kept(tmp_path) == set()


def _age(folder: Path, name: Hash, seconds: float) -> None:
    at = time.time() - seconds
    os.utime(folder / "files" / name[:2] / name, (at, at))
