"""What somebody chose once holds from then on."""

from __future__ import annotations

import pytest

from bot.commands.base import Upload
from bot.commands.settings import SettingsOptions, settings
from bot.commands.spoken import spoken
from bot.commands.studio import Studio
from bot.errors import (
    BadOption,
)
from bot.i18n import say
from bot.preferences import Quality
from tests.commands.people import ALICE, BOB, asked, text_of
from tests.makers import a_photo


async def test_settings_are_told_and_changed_one_by_one(studio: Studio) -> None:
    await settings(ALICE, SettingsOptions(style="수채화", quality="fast"), studio)
    told = text_of(await settings(ALICE, SettingsOptions(recipe=False), studio))

    assert told.startswith(say("ko", "settings.yours"))
    assert "스타일: 수채화" in told
    assert f"{say('ko', 'option.quality')}: {say('ko', 'choice.quality.fast')}" in told
    assert f"{say('ko', 'option.recipe')}: {say('ko', 'settings.off')}" in told
    assert text_of(await settings(ALICE, SettingsOptions(), studio)) == told
    assert "수채화" not in text_of(await settings(BOB, SettingsOptions(), studio))


async def test_settings_go_back_to_how_they_were(studio: Studio) -> None:
    before = text_of(await settings(ALICE, SettingsOptions(), studio))
    await settings(ALICE, SettingsOptions(style="수채화", size="3:2", quality="max", spoiler=True, remix=False), studio)
    no_size = text_of(await settings(ALICE, SettingsOptions(reset="size"), studio))
    after = text_of(await settings(ALICE, SettingsOptions(reset="all"), studio))

    assert "3:2" not in no_size
    assert "수채화" in no_size
    assert after == before


async def test_a_size_that_is_none_is_refused_and_nothing_changes(studio: Studio) -> None:
    before = text_of(await settings(ALICE, SettingsOptions(), studio))
    with pytest.raises(BadOption):
        await settings(ALICE, SettingsOptions(size="huge", style="유화"), studio)

    assert text_of(await settings(ALICE, SettingsOptions(), studio)) == before


async def test_the_language_of_the_answers_is_the_one_chosen(studio: Studio) -> None:
    told = text_of(await settings(ALICE, SettingsOptions(language="en"), studio))
    chosen = await spoken(studio, ALICE.account, ALICE.place, "ko")
    await settings(ALICE, SettingsOptions(language="auto"), studio)

    assert told.startswith(say("en", "settings.yours"))
    assert chosen == "en"
    assert await spoken(studio, ALICE.account, ALICE.place, "ko") == "ko"


@pytest.mark.parametrize(("quality", "factor"), [("fast", 0.5), ("standard", 1), ("max", 2)])
async def test_what_is_not_chosen_is_as_usual(studio: Studio, quality: Quality, factor: float) -> None:
    await settings(ALICE, SettingsOptions(size="3:2", quality=quality, style="watercolor", spoiler=True), studio)
    offers = studio.backend.offers()
    usual, chosen = await asked(studio), await asked(studio, size="1:1", steps=3)

    assert usual.request.width > usual.request.height
    assert usual.request.num_inference_steps == max(round(offers.num_inference_steps * factor), 1)
    assert usual.spoiler
    assert chosen.request.width == chosen.request.height
    assert chosen.request.num_inference_steps == 3


async def test_a_photo_keeps_its_shape_whatever_the_usual_size(studio: Studio) -> None:
    await settings(ALICE, SettingsOptions(size="16:9"), studio)
    job = await asked(studio, image=Upload(a_photo()))

    assert job.request.width == job.request.height
