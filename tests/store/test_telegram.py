from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.people import PersonId, Place
from bot.store import Store
from bot.store.sessions import Kept
from tests.makers import a_job


async def test_an_update_is_kept_until_it_is_done(store: Store) -> None:
    shelf = store.telegram
    first = await shelf.keep({7: "seven", 8: "eight"}, now=5.0)
    again = await shelf.keep({7: "again", 9: "nine"}, now=6.0)
    await shelf.answered(7, "99")
    await shelf.done(8)
    await shelf.done(9)

    assert [(kept.id, kept.tries) for kept in first] == [(7, 1), (8, 1)]
    assert [kept.id for kept in again] == [9]
    assert [(kept.body, kept.status, kept.tries, kept.at) for kept in await shelf.left()] == [("seven", "99", 2, 5.0)]


async def test_updates_outlive_the_process_and_every_process_counts(tmp_path: Path) -> None:
    async with Store(tmp_path) as before:
        await before.telegram.keep({7: "seven"}, now=5.0)
    for tries in (2, 3):
        async with Store(tmp_path) as after:
            assert [(kept.id, kept.tries) for kept in await after.telegram.left()] == [(7, tries)]


async def test_only_what_is_done_and_old_is_swept(store: Store) -> None:
    await store.telegram.keep({1: "old, done", 2: "old"}, now=5.0)
    await store.telegram.keep({3: "new, done"}, now=50.0)
    await store.telegram.done(1)
    await store.telegram.done(3)
    await store.telegram.sweep(before=10.0)
    again = await store.telegram.keep({1: "came again", 2: "came again", 3: "came again"}, now=60.0)

    assert [kept.id for kept in again] == [1]
    assert [kept.body for kept in await store.telegram.left()] == ["came again", "old"]


async def test_chats_are_known_until_the_bot_leaves(store: Store) -> None:
    await store.telegram.tell("-5", "privacy")
    await store.telegram.tell("-5", "")
    await store.telegram.tell("-6", "")
    await store.telegram.forget("-6")

    assert await store.telegram.chats() == ["-5"]
    assert await store.telegram.told("-5") == ""
    assert await store.telegram.told("-6") is None


async def test_a_group_takes_everything_along_when_it_becomes_a_supergroup(store: Store, alice: PersonId) -> None:
    there = Place("telegram", "-5", private=False)
    job = a_job(alice, platform="telegram")
    job = replace(job, place=there, address=replace(job.address, channel="-5", thread="", message="3", reply_to="2"))
    await store.enqueue(job)
    await store.telegram.tell("-5", "privacy")
    await store.sessions.put(Kept(id="s", code="ABCDEF", over=False, state="{}"))
    await store.sessions.put_place("s", there, replace(job.address, pinned=True))
    await store.telegram.move("-5", "-1005")
    ((place, board),) = (await store.sessions.places("s")).items()
    assert (place.id, board.channel, board.message, board.pinned) == ("-1005", "-1005", "", None)
    moved = await store.job(job.id)

    assert moved is not None
    assert moved.place.id == moved.address.channel == "-1005"
    assert (moved.address.message, moved.address.reply_to) == ("", "")
    assert await store.telegram.told("-1005") == "privacy"
    assert await store.telegram.told("-5") is None


async def test_what_was_answered_leads_to_its_job_in_its_own_chat_only(store: Store, alice: PersonId) -> None:
    job = a_job(alice, platform="telegram")
    address = replace(job.address, channel="5", message="3", reply_to="2")
    await store.enqueue(replace(job, place=Place("telegram", "5"), address=address, queued_at=10))
    elsewhere = a_job(alice, platform="discord")
    await store.enqueue(replace(elsewhere, place=Place("discord", "6"), address=address, queued_at=10))

    assert await store.telegram.job_for("5", "2", since=9) == job.id
    assert await store.telegram.job_for("5", "2", since=11) is None
    assert await store.telegram.job_for("6", "2", since=9) is None


async def test_the_name_of_a_picture_is_kept_with_its_job(store: Store, alice: PersonId) -> None:
    job, other = a_job(alice, platform="telegram"), a_job(alice, platform="telegram")
    await store.enqueue(job)
    await store.telegram.keep_picture(job.id, "first")
    await store.telegram.keep_picture(job.id, "second")
    await store.telegram.keep_picture(other.id, "of no job")

    assert await store.telegram.pictures([job.id, other.id]) == {job.id: "second"}
