"""One's own pictures, told and shown again, and those worth keeping."""

from __future__ import annotations

import pytest

from bot.commands.favourite import FavouriteOptions, favourite
from bot.commands.history import PAGE, HistoryOptions, history
from bot.commands.studio import Studio
from bot.errors import (
    NoJobYet,
    NoSuchJob,
    NotPainted,
    NotYours,
)
from bot.handlers.fake import FakeCourier
from bot.i18n import say
from bot.jobs import Job
from tests.commands.people import ALICE, BOB, asked, now, painted, text_of


async def test_history_tells_ones_own_pictures_newest_first_with_their_seeds(studio: Studio) -> None:
    old, new = await painted(studio, text="바다"), await painted(studio, text="산\n" + "눈 " * 60)
    await painted(studio, BOB, text="not mine")
    await favourite(ALICE, FavouriteOptions(job=old.id), studio)
    title, first, second, hint = text_of(await history(ALICE, HistoryOptions(), studio)).split("\n")

    assert title == say("ko", "history.title", {"count": 2, "page": 1, "pages": 1})
    assert first.startswith("1. 산 눈 ")
    assert str(new.request.seed) in first
    assert second.startswith("2. ★ 바다")
    assert hint == say("ko", "history.hint")
    assert "바다" in text_of(await history(ALICE, HistoryOptions(favourites=True), studio))


async def test_history_has_pages(studio: Studio) -> None:
    for n in range(PAGE + 1):
        await painted(studio, text=f"number {n}")
    last = text_of(await history(ALICE, HistoryOptions(page=2), studio))

    assert f"{PAGE + 1}. number 0" in last
    assert "number 1 " not in last


async def test_who_has_no_pictures_is_told_so(studio: Studio) -> None:
    assert text_of(await history(ALICE, HistoryOptions(), studio)) == say("ko", "history.none")
    assert text_of(await history(ALICE, HistoryOptions(favourites=True), studio)) == say("ko", "history.no_favourites")


@pytest.mark.parametrize("named_by", ["number", "id"])
async def test_a_picture_is_shown_again_without_being_painted_again(
    studio: Studio, courier: FakeCourier, named_by: str
) -> None:
    job = await painted(studio)
    await painted(studio, text="newer")
    again = await history(ALICE, HistoryOptions(job="2" if named_by == "number" else job.id), studio)
    assert isinstance(again, Job)
    await studio.delivery.settled()

    assert again.id == job.id
    assert (await now(studio, job)).attempts == 1
    assert len(courier.of(job.id)) == 2
    assert [message.view.stage for message in courier.of(job.id)] == ["done", "done"]


async def test_what_is_not_ones_own_or_not_painted_is_not_shown(studio: Studio) -> None:
    theirs, waiting = await painted(studio, BOB), await asked(studio)

    with pytest.raises(NotYours):
        await history(ALICE, HistoryOptions(job=theirs.id), studio)
    with pytest.raises(NotPainted):
        await history(ALICE, HistoryOptions(job=waiting.id), studio)
    with pytest.raises(NoSuchJob):
        await history(ALICE, HistoryOptions(job="0123456789abcdef"), studio)
    with pytest.raises(NoJobYet):
        await history(ALICE, HistoryOptions(job="99"), studio)


async def test_favourites_are_ones_own_and_painted(studio: Studio) -> None:
    theirs, waiting = await painted(studio, BOB), await asked(studio)

    with pytest.raises(NotYours):
        await favourite(ALICE, FavouriteOptions(job=theirs.id), studio)
    with pytest.raises(NotPainted):
        await favourite(ALICE, FavouriteOptions(job=waiting.id), studio)


async def test_a_favourite_is_kept_and_let_go(studio: Studio) -> None:
    await painted(studio)

    assert text_of(await favourite(ALICE, FavouriteOptions(), studio)) == say("ko", "favourite.kept")
    assert text_of(await favourite(ALICE, FavouriteOptions(), studio)) == say("ko", "favourite.left")
