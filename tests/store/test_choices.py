from __future__ import annotations

from dataclasses import replace

from sqlalchemy import text

from bot.limits import Overrides
from bot.people import Account, PersonId, Place
from bot.preferences import Defaults, Preferences
from bot.rules import House, Rules
from bot.store import Store

HERE = Place("discord", "art", private=False)


async def test_who_has_chosen_nothing_has_no_preferences(store: Store, alice: PersonId) -> None:
    found = await store.choices.circumstances(alice, HERE)

    assert (found.preferences, found.house, found.person, found.place) == (Preferences(), House(), None, None)


async def test_preferences_are_changed_one_by_one(store: Store, alice: PersonId, bob: PersonId) -> None:
    await store.choices.prefer(alice, lambda p: replace(p, locale="ko", recipe=False))
    await store.choices.prefer(alice, lambda p: replace(p, defaults=Defaults(size="3:2", quality="max")))

    expected = Preferences(locale="ko", recipe=False, defaults=Defaults(size="3:2", quality="max"))
    assert await store.choices.preferences(alice) == expected
    assert await store.choices.preferences(bob) == Preferences()


async def test_owner_and_manager_have_rules_of_their_own(store: Store) -> None:
    strict, own = Rules(moderation="safe", roles={"5": Overrides(waiting=1)}), Rules(limits=Overrides(budget=0.0))
    await store.choices.rule(HERE, lambda _: strict, by_owner=False)
    house = await store.choices.rule(HERE, lambda _: own, by_owner=True)

    assert house == House(owner=own, manager=strict)
    assert await store.choices.house(HERE) == house
    assert await store.choices.house(Place("discord", "elsewhere")) == House()


async def test_whoever_is_banned_by_one_account_is_banned_by_all(store: Store, alice: PersonId) -> None:
    account = Account("discord", "alice")
    await store.choices.stand(account, "banned")
    banned = await store.choices.circumstances(alice, HERE)
    await store.choices.stand(account, "allowed")
    allowed = await store.choices.circumstances(alice, HERE)
    await store.choices.stand(account, None)
    forgotten = await store.choices.circumstances(alice, HERE)

    assert [found.person for found in (banned, allowed, forgotten)] == ["banned", "allowed", None]


async def test_a_ban_outlives_the_erasure_of_a_person(store: Store, alice: PersonId) -> None:
    account = Account("discord", "alice")
    await store.choices.stand(account, "banned")
    await store.album.erase(alice)
    again = await store.person(account, "en")

    assert (await store.choices.circumstances(again, HERE)).person == "banned"


async def test_a_place_has_a_standing_of_its_own(store: Store, alice: PersonId) -> None:
    await store.choices.stand(HERE, "banned")

    assert (await store.choices.circumstances(alice, HERE)).place == "banned"
    assert (await store.choices.circumstances(alice, Place("telegram", "art"))).place is None


async def test_what_cannot_be_read_is_nothing_chosen(store: Store, alice: PersonId) -> None:
    await store.choices.prefer(alice, lambda p: replace(p, locale="ko"))
    damage = text("UPDATE preferences SET value = '{\"locale\": 5}'")
    await store._database.write(lambda c: c.execute(damage))

    assert await store.choices.preferences(alice) == Preferences()
