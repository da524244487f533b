from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.errors import FileMissing, NotPainted
from bot.jobs import Job
from bot.limits import Limits
from bot.people import Account, Address, PersonId, Place
from bot.preferences import Preferences
from bot.requests import Hash
from bot.store import Ruling, Store
from bot.store.tables import METADATA
from tests.makers import a_job, a_person, a_request, over

NOW = 1_800_000_000.0


async def painted(store: Store, person: PersonId, *pictures: bytes, photo: Hash | None = None) -> Job:
    """A finished job with these results."""
    request = a_request() if photo is None else over(photo, 0.5)
    job = await store.enqueue(a_job(person, request, message="1"))
    await store.claim(NOW)
    results = tuple([await store.put_file(picture) for picture in pictures])
    await store.finish(job.id, results, seconds=1.0, backend="fake", now=NOW)
    await store.shown(job.id, job.address)
    known = await store.job(job.id)
    assert known is not None
    return known


async def is_kept(store: Store, name: Hash) -> bool:
    try:
        await store.file(name)
    except FileMissing:
        return False
    return True


async def rows_of(store: Store) -> dict[str, int]:
    """How many rows each table has, of those that have any."""
    count = "SELECT count(*) FROM {}"
    found = {
        table.name: await store._database.read(lambda c, t=table: c.execute(text(count.format(t.name))).scalar_one())  # type: ignore[misc]
        for table in METADATA.sorted_tables
    }
    return {name: rows for name, rows in found.items() if rows}


async def test_a_page_holds_a_persons_finished_pictures_newest_first(
    store: Store, alice: PersonId, bob: PersonId
) -> None:
    mine = [await painted(store, alice, b"%d" % n) for n in range(5)]
    await painted(store, bob, b"bob's")
    await store.enqueue(a_job(alice))
    await store.album.favourite(alice, mine[1].id, NOW)
    first, last = await store.album.page(alice, 1, 3), await store.album.page(alice, 2, 3)
    only = await store.album.page(alice, 1, 3, favourites_only=True)

    assert [job.id for job in first.jobs + last.jobs] == [job.id for job in reversed(mine)]
    assert (first.total, last.total, only.total) == (5, 5, 1)
    assert first.favourites | last.favourites == last.favourites == {mine[1].id}
    assert [job.id for job in only.jobs] == [mine[1].id]


async def test_a_favourite_is_one_until_it_is_toggled_again(store: Store, alice: PersonId) -> None:
    job = await painted(store, alice, b"a")

    assert [await store.album.favourite(alice, job.id, NOW) for _ in range(3)] == [True, False, True]


async def test_what_is_shown_again_is_due_there_and_known_to_have_been_elsewhere(store: Store, alice: PersonId) -> None:
    job = await painted(store, alice, b"a")
    there = Address(platform="telegram", locale="ko", channel="7", message="8")
    await store.album.show_again(job.id, there, NOW + 5)
    again = await store.job(job.id)

    assert again is not None
    assert again.address == there
    assert [entry.job_id for entry in await store.pending("telegram", NOW + 5)] == [job.id]
    assert await store.pending("discord", NOW + 5) == []
    assert await store.album.addresses(again) == (there, job.address)


async def test_what_has_no_picture_is_not_shown_again(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(a_job(alice))

    with pytest.raises(NotPainted):
        await store.album.show_again(job.id, job.address, NOW)


async def test_a_file_goes_with_the_last_job_that_needs_it(store: Store, alice: PersonId, bob: PersonId) -> None:
    photo = await store.put_file(b"photo")
    mine = await painted(store, alice, b"same", b"mine", photo=photo)
    theirs = await painted(store, bob, b"same")
    (same, own) = mine.results
    await store.album.favourite(bob, mine.id, NOW)
    await store.album.forget(mine.id)
    kept = [await is_kept(store, name) for name in (same, own, photo)]

    assert await store.job(mine.id) is None
    assert kept == [True, False, False]
    assert await store.job(theirs.id) == theirs


async def test_a_photo_that_was_sent_again_a_moment_ago_stays_for_the_job_to_come(
    store: Store, alice: PersonId
) -> None:
    photo = await store.put_file(b"photo")
    job = await painted(store, alice, b"a", photo=photo)
    await store.put_file(b"photo")
    await store.album.forget(job.id)

    assert await is_kept(store, photo)


async def test_a_result_that_names_a_file_later_counts_from_then_on(store: Store, alice: PersonId) -> None:
    job = await painted(store, alice, b"a")
    needed = await store._database.read(lambda c: list(c.execute(text("SELECT file, job FROM job_files"))))

    assert [tuple(row) for row in needed] == [(job.results[0], job.id)]


async def test_nothing_of_an_erased_person_is_left_in_any_table(store: Store, alice: PersonId) -> None:
    job = await painted(store, alice, b"a")
    waiting = await store.enqueue(replace(a_job(alice), queued_at=NOW), Limits(budget=1000.0, refill_per_h=1.0))
    await store.album.favourite(alice, job.id, NOW)
    await store.album.show_again(job.id, job.address, NOW)
    await store.choices.prefer(alice, lambda _: Preferences(locale="ko"))
    await store.linking.offer(alice, "CODE", NOW)
    place = Place("discord", "art")
    await store.rule(Ruling(at=NOW, person=alice, place=place, outcome="refuse", category="sexual"))
    too_early = await store.album.erase(alice)
    await store.stop(waiting.id, NOW)
    full = await rows_of(store)

    assert not too_early
    assert await store.album.erase(alice)
    assert {"people", "accounts", "jobs", "outbox", "debts", "favourites", "showings", "rulings"} <= full.keys()
    assert await rows_of(store) == {}
    assert not await is_kept(store, job.results[0])
    assert await a_person(store, "alice") == await store.person(Account("discord", "alice"), "en")


async def test_what_is_erased_leaves_others_as_they_were(store: Store, alice: PersonId, bob: PersonId) -> None:
    theirs = await painted(store, bob, b"same")
    await store.album.favourite(bob, theirs.id, NOW)
    await painted(store, alice, b"same")
    await store.album.erase(alice)
    page = await store.album.page(bob, 1, 10)

    assert page.jobs == (theirs,)
    assert page.favourites == {theirs.id}
    assert await is_kept(store, theirs.results[0])
