from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from bot.errors import FileMissing
from bot.jobs import Job
from bot.people import Address, PersonId, Place
from bot.requests import Hash
from bot.sessions.session import Entry, EntryState, Player, Session, SessionId, Vote
from bot.store import Store
from bot.store.sessions import Kept
from tests.makers import a_job, a_person

SESSION = TypeAdapter(Session)
NOW = 1_800_000_000.0


def player(person: PersonId, name: str) -> Player:
    return Player(person=person, name=name, locale="ko", joined_at=NOW, seen_at=NOW)


def painted(number: int, author: PersonId, text: str) -> Entry:
    picture, state = Hash("ab" * 32), EntryState.PAINTED
    return Entry(number=number, round=1, author=author, text=text, english=text, picture=picture, state=state)


async def played(store: Store, *people: tuple[PersonId, str]) -> None:
    """A session that is over: everybody has painted, and voted for the first."""
    session = Session(
        id=SessionId("s"),
        code="ABCD",
        mode="jam",
        theme="sea",
        rounds=1,
        host=people[0][0],
        seed=1,
        players=tuple(player(person, name) for person, name in people),
        entries=tuple(painted(n, person, f"{name}'s sea") for n, (person, name) in enumerate(people)),
        votes=tuple(Vote(1, person, 0) for person, _ in people),
    )
    await store.sessions.put(Kept(id="s", code="ABCD", over=True, state=SESSION.dump_json(session).decode()))


async def painting(store: Store, number: int) -> Job:
    """The job of an entry: all sessions' jobs belong to nobody in particular."""
    nobody = await a_person(store, "all", "session")
    address = Address(platform="session", locale="ko", channel="s", thread=str(number))
    return await store.enqueue(replace(a_job(nobody), place=Place("session", "s"), address=address))


async def kept(store: Store) -> Session:
    found = await store.sessions.get("s")
    assert found is not None
    return SESSION.validate_json(found.state)


async def test_of_an_erased_player_neither_name_nor_words_nor_picture_stay(
    store: Store, alice: PersonId, bob: PersonId
) -> None:
    await played(store, (alice, "앨리스"), (bob, "밥"))
    await store.album.erase(alice)
    session = await kept(store)

    assert [player.name for player in session.players] == ["", "밥"]
    assert [entry.text for entry in session.entries] == ["", "밥's sea"]
    assert session.entries[0].picture is None
    assert session.entries[1].picture is not None


async def test_what_was_painted_of_an_erased_players_words_goes_with_them(
    store: Store, alice: PersonId, bob: PersonId
) -> None:
    await played(store, (alice, "앨리스"), (bob, "밥"))
    mine, theirs = [await painting(store, number) for number in range(2)]
    await store.claim(NOW, only=theirs.id)
    too_early = await store.album.erase(alice), await store.album.unfinished(alice)
    await store.claim(NOW, only=mine.id)
    picture = await store.put_file(b"a sea")
    await store.finish(mine.id, (picture,), seconds=1.0, backend="fake", now=NOW)

    assert too_early == (False, [mine.id])
    assert await store.album.erase(alice)
    assert await store.job(mine.id) is None
    assert await store.job(theirs.id) is not None
    with pytest.raises(FileMissing):
        await store.file(picture)


async def test_what_somebody_wrote_in_a_session_is_theirs_to_take_along(
    store: Store, alice: PersonId, bob: PersonId
) -> None:
    await played(store, (alice, "앨리스"), (bob, "밥"))
    (part,) = (await store.album.everything(bob)).parts

    assert (part.theme, part.text, part.picture) == ("sea", "밥's sea", Hash("ab" * 32))
    assert await store.album.sessions(bob) == ["s"]


async def test_two_persons_who_are_one_have_played_as_one(store: Store, alice: PersonId, bob: PersonId) -> None:
    phone = await a_person(store, "7", "telegram")
    await played(store, (phone, "폰"), (bob, "밥"))
    await store.linking.offer(alice, "CODE", NOW)
    (account,) = await store.linking.accounts_of(phone)
    await store.linking.redeem(account, phone, "CODE", NOW)
    session = await kept(store)

    assert [player.person for player in session.players] == [alice, bob]
    assert (session.host, session.entries[0].author, session.votes[0].voter) == (alice, alice, alice)
