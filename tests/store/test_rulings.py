from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.people import PersonId, Place
from bot.store import Ruling, Store
from tests.makers import a_job


def ruling(person: PersonId, at: float) -> Ruling:
    return Ruling(at=at, person=person, place=Place("discord", "art"), outcome="refuse", category="sexual")


async def test_rulings_come_newest_first(store: Store, alice: PersonId) -> None:
    for at in (1.0, 2.0, 3.0):
        await store.rule(ruling(alice, at))

    assert await store.rulings(2) == [ruling(alice, 3.0), ruling(alice, 2.0)]


async def test_a_ruling_cannot_be_changed(store: Store, alice: PersonId) -> None:
    await store.rule(ruling(alice, 1.0))

    with pytest.raises(IntegrityError, match="not changed"):
        await store._database.write(lambda c: c.execute(text("UPDATE rulings SET outcome = 'spoiler'")))


async def test_a_hidden_job_stays_hidden(store: Store, alice: PersonId) -> None:
    job = await store.enqueue(replace(a_job(alice), spoiler=True))
    known = await store.job(job.id)

    assert known is not None
    assert known.spoiler
