"""What holds in a place: who may say so, and what comes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.commands.base import Reply
from bot.commands.imagine import ImagineOptions, imagine
from bot.commands.place import place
from bot.commands.ruled import PlaceOptions
from bot.commands.settings import SettingsOptions, settings
from bot.commands.spoken import spoken
from bot.commands.studio import Studio
from bot.config import Settings
from bot.errors import BadOption, CoolingDown, ManagersOnly, Moderated, TooManyWaiting
from bot.i18n import say
from bot.jobs import Job
from bot.people import Account
from bot.prompt.planner import Planner
from tests.commands.rooms import Caller, rooms

OWNER = Account("discord", "owner")
ALICE, BOB, HOST = Caller(), Caller("bob"), Caller("owner")
MANAGER = Caller("manager", manager=True)


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    idle = Planner(Settings(_env_file=None))  # texts are taken raw: nobody asks it to think
    async with rooms(tmp_path, idle, owners=(OWNER,), jobs_per_person=5) as studio:
        yield studio


async def asked(studio: Studio, who: Caller = ALICE, text: str = "a sea", **options: Any) -> Job:
    return await imagine(who, ImagineOptions(text=text, raw=True, **options), studio)


async def ruled(studio: Studio, who: Caller = MANAGER, **options: Any) -> str:
    reply = await place(who, PlaceOptions(**options), studio)
    assert isinstance(reply, Reply)
    return reply.text


async def test_only_who_manages_a_place_sees_and_changes_its_rules(studio: Studio) -> None:
    for options in (PlaceOptions(), PlaceOptions(moderation="safe")):
        with pytest.raises(ManagersOnly):
            await place(ALICE, options, studio)

    assert (await ruled(studio)).startswith(say("ko", "place.here"))


async def test_the_rules_of_one_place_are_not_those_of_another(studio: Studio) -> None:
    await ruled(studio, refuse="정치인")

    with pytest.raises(Moderated):
        await asked(studio, text="정치인")
    assert (await asked(studio, replace(ALICE, where="elsewhere"), text="정치인")).plan.text == "정치인"


async def test_own_words_are_refused_as_typed_and_through_tricks_until_they_are_forgotten(studio: Studio) -> None:
    told = await ruled(studio, refuse="정치인, Hot Dog")
    for text in ("정치인들", "ㅈㅓㅇㅊㅣㅇㅣㄴ", "two h0t dogs"):
        with pytest.raises(Moderated) as refused:
            await asked(studio, text=text)
        assert refused.value.category == "here"
    after = await ruled(studio, forget="hot dog")

    assert "정치인, hot dog" in told
    assert "hot dog" not in after
    assert await asked(studio, text="two h0t dogs")


async def test_a_permitted_word_is_innocent_here(studio: Studio) -> None:
    veiled = await asked(studio, text="a nude statue")
    await ruled(studio, permit="nude statue")

    assert veiled.spoiler
    assert not (await asked(studio, text="a nude statue")).spoiler


@pytest.mark.parametrize("word", ["loli", "child", "아이"])
async def test_nobody_permits_what_has_to_do_with_minors(studio: Studio, word: str) -> None:
    for who in (MANAGER, HOST):
        with pytest.raises(BadOption):
            await ruled(studio, who, permit=word)


async def test_a_manager_permits_nothing_that_is_refused_everywhere_and_an_owner_may(studio: Studio) -> None:
    with pytest.raises(BadOption):
        await ruled(studio, permit="porn")
    await ruled(studio, HOST, permit="porn")

    assert await asked(studio, text="a porn magazine")


@pytest.mark.parametrize("words", ["!!!", "a" * 41])
async def test_what_is_no_word_is_refused_by_name(studio: Studio, words: str) -> None:
    with pytest.raises(BadOption) as refused:
        await ruled(studio, refuse=words)

    assert refused.value.option == "refuse"


async def test_a_manager_makes_moderation_stricter_never_laxer(studio: Studio) -> None:
    with pytest.raises(BadOption) as refused:
        await ruled(studio, moderation="off")
    await ruled(studio, moderation="safe")
    with pytest.raises(Moderated):
        await asked(studio, text="a nude statue")

    assert refused.value.allowed == "standard, safe"


async def test_an_owner_makes_it_laxer_in_one_place(studio: Studio) -> None:
    await ruled(studio, HOST, moderation="off", waiting=0)
    for _ in range(6):
        assert not (await asked(studio, text="a nude statue")).spoiler

    await ruled(studio, waiting=2)
    with pytest.raises(TooManyWaiting):
        await asked(studio)


async def test_limits_hold_for_everybody_but_those_with_a_role_that_has_more(studio: Studio) -> None:
    await ruled(studio, waiting=1)
    told = await ruled(studio, role="<@&77>", waiting=3)
    patron = replace(BOB, roles=("1", "77"))
    await asked(studio)
    for _ in range(3):
        await asked(studio, patron)

    for who, limit in ((ALICE, 1), (patron, 3)):
        with pytest.raises(TooManyWaiting) as refused:
            await asked(studio, who)
        assert refused.value.limit == limit
    assert say("ko", "place.role", {"role": "77"}) in told


async def test_a_refusal_tells_when_it_ends(studio: Studio) -> None:
    await ruled(studio, cooldown=60.0)
    await asked(studio)
    with pytest.raises(CoolingDown) as refused:
        await asked(studio)

    assert 0 < refused.value.wait_s <= refused.value.cooldown_s == 60


@pytest.mark.parametrize("options", [{"waiting": 6}, {"waiting": 0}, {"role": "7", "waiting": 6}])
async def test_a_manager_gives_no_more_than_the_owner_has(studio: Studio, options: dict[str, Any]) -> None:
    with pytest.raises(BadOption) as refused:
        await ruled(studio, **options)

    assert (refused.value.option, refused.value.allowed) == ("waiting", "1–5")


async def test_the_places_choices_fill_what_the_person_has_not_chosen(studio: Studio) -> None:
    await ruled(studio, size="3:2", quality="max", spoiler=True, language="en")
    await settings(BOB, SettingsOptions(size="2:3", language="ko"), studio)
    alices, bobs = await asked(studio), await asked(studio, BOB)

    assert alices.request.width > alices.request.height
    assert bobs.request.width < bobs.request.height
    assert alices.request.num_inference_steps == 2 * studio.backend.offers().num_inference_steps
    assert alices.spoiler
    assert bobs.spoiler
    assert await spoken(studio, ALICE.account, ALICE.place, "ko") == "en"
    assert await spoken(studio, BOB.account, BOB.place, "ko") == "ko"


async def test_a_veil_that_the_place_wants_is_not_lifted_by_a_person(studio: Studio) -> None:
    await ruled(studio, spoiler=True)
    await settings(ALICE, SettingsOptions(spoiler=False), studio)

    assert (await asked(studio)).spoiler


async def test_rules_go_back_to_how_they_were(studio: Studio) -> None:
    before = await ruled(studio)
    await ruled(studio, refuse="닭", waiting=2, moderation="safe", pictures="refuse", size="3:2", language="en")
    await ruled(studio, reset="words")
    assert await asked(studio, text="닭")

    assert await ruled(studio, reset="all") == before


async def test_who_changed_what_and_when_is_in_the_log_without_the_words(studio: Studio) -> None:
    await ruled(studio, refuse="비밀", moderation="safe")
    (entry,) = await studio.store.rulings()

    assert (entry.what, entry.outcome, entry.category) == ("place", "changed", "moderation, refuse")
    assert entry.place == replace(MANAGER.place, private=True)
