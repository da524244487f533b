from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.errors import TooManyCodes, WrongCode
from bot.limits import Limits
from bot.people import Account, Address, PersonId, Place
from bot.preferences import Defaults, Preferences
from bot.store import Ruling, Store
from bot.store.linking import CODE_LIFE_S, TRIES, TRIES_S
from tests.makers import a_job, a_person, a_request

NOW = 1_800_000_000.0
PHONE = Account("telegram", "7")
DISCORD = Account("discord", "alice")
LIMITED = Limits(budget=10_000.0, refill_per_h=1.0)


@pytest.fixture
async def phone(store: Store) -> PersonId:
    return await a_person(store, PHONE.id, "telegram")


async def test_a_code_makes_one_person_of_two_with_all_that_is_theirs(
    store: Store, alice: PersonId, phone: PersonId
) -> None:
    old, new = await store.enqueue(a_job(alice), LIMITED), await store.enqueue(a_job(phone), LIMITED)
    await store.album.favourite(phone, new.id, NOW)
    await store.choices.prefer(alice, lambda _: Preferences(defaults=Defaults(size="1:1")))
    await store.choices.prefer(phone, lambda _: Preferences(locale="ko", defaults=Defaults(size="3:2")))
    await store.rule(Ruling(at=NOW, person=phone, place=Place("telegram", "7"), outcome="refuse", category="hate"))
    await store.linking.offer(alice, "CODE", NOW)
    linked = await store.linking.redeem(PHONE, phone, "CODE", NOW + CODE_LIFE_S - 1)

    assert (linked.person, linked.joined) == (alice, True)
    assert await store.person(PHONE, "en") == alice
    assert await store.linking.accounts_of(alice) == [DISCORD, PHONE]
    assert {job.id for job in await store.jobs_of(alice)} == {old.id, new.id}
    assert await store.choices.preferences(alice) == Preferences(locale="ko", defaults=Defaults(size="1:1"))
    assert [ruling.person for ruling in await store.rulings()] == [alice]
    assert await store._database.read(lambda c: c.execute(text("SELECT count(*) FROM people")).scalar_one()) == 1


async def test_two_budgets_do_not_make_a_larger_one(store: Store, alice: PersonId, phone: PersonId) -> None:
    for person in (alice, phone):
        await store.enqueue(replace(a_job(person, a_request(steps=10)), queued_at=NOW), LIMITED)
    here = Place("discord", "art")
    apart = [(await store.usage(person, here)).debt.owed for person in (alice, phone)]
    await store.linking.offer(alice, "CODE", NOW)
    await store.linking.redeem(PHONE, phone, "CODE", NOW)

    assert (await store.usage(alice, here)).debt.owed == pytest.approx(sum(apart))


async def test_a_code_works_once(store: Store, alice: PersonId, bob: PersonId, phone: PersonId) -> None:
    await store.linking.offer(alice, "CODE", NOW)
    await store.linking.redeem(PHONE, phone, "CODE", NOW)

    with pytest.raises(WrongCode):
        await store.linking.redeem(Account("discord", "bob"), bob, "CODE", NOW)


async def test_a_code_is_replaced_by_the_next_and_ends_after_its_time(
    store: Store, alice: PersonId, phone: PersonId
) -> None:
    await store.linking.offer(alice, "FIRST", NOW)
    await store.linking.offer(alice, "SECOND", NOW)

    with pytest.raises(WrongCode):
        await store.linking.redeem(PHONE, phone, "FIRST", NOW)
    with pytest.raises(WrongCode):
        await store.linking.redeem(PHONE, phone, "SECOND", NOW + CODE_LIFE_S)


async def test_who_types_wrong_codes_has_to_wait_even_with_the_right_one(
    store: Store, alice: PersonId, phone: PersonId
) -> None:
    await store.linking.offer(alice, "CODE", NOW)
    for _ in range(TRIES):
        with pytest.raises(WrongCode):
            await store.linking.redeem(PHONE, phone, "WRONG", NOW)
    with pytest.raises(TooManyCodes) as refused:
        await store.linking.redeem(PHONE, phone, "CODE", NOW + 60)
    await store.linking.offer(alice, "LATER", NOW + TRIES_S)

    assert refused.value.wait_s == TRIES_S - 60
    assert (await store.linking.redeem(PHONE, phone, "LATER", NOW + TRIES_S)).joined


async def test_the_code_itself_is_not_in_the_store(store: Store, alice: PersonId) -> None:
    await store.linking.offer(alice, "SECRET-CODE", NOW)
    kept = await store._database.read(lambda c: c.execute(text("SELECT code FROM link_codes")).scalar_one())

    assert "SECRET" not in kept


async def test_ones_own_code_changes_nothing(store: Store, alice: PersonId) -> None:
    await store.linking.offer(alice, "CODE", NOW)
    linked = await store.linking.redeem(DISCORD, alice, "CODE", NOW)

    assert (linked.person, linked.joined) == (alice, False)


async def test_who_leaves_takes_along_what_was_asked_for_there_and_no_new_budget(
    store: Store, alice: PersonId, phone: PersonId
) -> None:
    there = replace(
        a_job(phone, platform="telegram"), address=Address(platform="telegram", locale="ko", channel="7", account="7")
    )
    stays, goes = await store.enqueue(a_job(alice), LIMITED), await store.enqueue(there, LIMITED)
    await store.linking.offer(alice, "CODE", NOW)
    await store.linking.redeem(PHONE, phone, "CODE", NOW)
    await store.album.favourite(alice, goes.id, NOW)
    before = await store.usage(alice, stays.place)
    alone = await store.linking.unlink(PHONE)

    assert alone not in {None, alice}
    assert alone is not None
    assert await store.person(PHONE, "en") == alone
    assert [job.id for job in await store.jobs_of(alice)] == [stays.id]
    assert [job.id for job in await store.jobs_of(alone)] == [goes.id]
    assert (await store.usage(alone, goes.place)).debt == before.debt
    assert await store.album.favourite(alone, goes.id, NOW) is False


async def test_who_is_alone_has_nothing_to_leave(store: Store, alice: PersonId) -> None:
    assert await store.linking.unlink(DISCORD) is None
    assert await store.person(DISCORD, "en") == alice
