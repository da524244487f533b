from __future__ import annotations

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import Limits, Overrides
from bot.moderation import MODES, Mode
from bot.preferences import Defaults, Preferences
from bot.rules import House, Rules

ELSEWHERE = Limits(waiting=20, waiting_here=200, budget=1000.0, refill_per_h=100.0, cooldown_s=5.0)

counts = st.none() | st.integers(0, 500)
amounts = st.none() | st.floats(0, 5000)
overrides = st.builds(
    Overrides,
    waiting=counts,
    waiting_here=counts,
    budget=amounts,
    refill_per_h=st.none() | st.floats(1, 500),
    cooldown_s=amounts,
)


def leaves(limit: float) -> float:
    """How much a limit leaves: 0 is none."""
    return limit or float("inf")


@given(overrides, overrides, st.sets(st.sampled_from("abc")))
def test_a_manager_never_loosens_what_the_owner_has_set(
    of_place: Overrides, of_role: Overrides, roles: set[str]
) -> None:
    house = House(manager=Rules(limits=of_place, roles={"a": of_role}))
    limits = house.limits(ELSEWHERE, sorted(roles))

    for name in ("waiting", "waiting_here", "budget", "refill_per_h"):
        assert leaves(getattr(limits, name)) <= leaves(getattr(ELSEWHERE, name))
    assert limits.cooldown_s >= ELSEWHERE.cooldown_s


@given(overrides)
def test_the_owner_sets_whatever_they_like(wanted: Overrides) -> None:
    limits = House(owner=Rules(limits=wanted)).limits(ELSEWHERE, ())

    for each in fields(Overrides):
        chosen = getattr(wanted, each.name)
        assert getattr(limits, each.name) == (getattr(ELSEWHERE, each.name) if chosen is None else chosen)


def test_of_several_roles_the_most_generous_holds_and_the_place_where_they_say_nothing() -> None:
    roles = {"new": Overrides(waiting=1, cooldown_s=60.0), "patron": Overrides(waiting=10, cooldown_s=30.0)}
    house = House(manager=Rules(limits=Overrides(waiting=3, budget=500.0), roles=roles))

    assert house.limits(ELSEWHERE, ["new", "patron"]).waiting == 10
    assert house.limits(ELSEWHERE, ["new", "patron"]).cooldown_s == 30.0
    assert house.limits(ELSEWHERE, ["new"]).waiting == 1
    assert house.limits(ELSEWHERE, ["patron"]).budget == 500.0
    assert house.limits(ELSEWHERE, []).waiting == 3


modes = st.sampled_from(MODES)


@given(modes, st.none() | modes, st.none() | modes)
def test_moderation_is_what_the_owner_says_or_stricter(
    elsewhere: Mode, owner: Mode | None, manager: Mode | None
) -> None:
    found = House(Rules(moderation=owner), Rules(moderation=manager)).moderation(elsewhere)

    assert MODES.index(found) == max(MODES.index(mode) for mode in (owner or elsewhere, manager) if mode)


def test_pictures_are_never_shown_more_openly_than_the_owner_says() -> None:
    house = House(Rules(pictures="spoiler"), Rules(pictures="allow"))

    assert house.pictures("refuse") == "spoiler"
    assert House().pictures("refuse") == "refuse"


def test_a_persons_choice_goes_before_the_places_and_that_before_the_checkpoints() -> None:
    place = Defaults(style="수채화", size="3:2", quality="fast")
    mine = Defaults(size="1:1", spoiler=False)

    assert mine.over(place) == Defaults(style="수채화", size="1:1", quality="fast", spoiler=False)


def test_who_opted_out_as_one_of_two_persons_has_opted_out() -> None:
    joined = Preferences(locale="ko", gallery=False).over(Preferences(locale="en", remix=False))

    assert (joined.locale, joined.gallery, joined.remix, joined.recipe) == ("ko", False, False, True)
