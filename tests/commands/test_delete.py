"""What is deleted is gone wherever it was shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands.delete import DeleteOptions, delete
from bot.commands.history import HistoryOptions, history
from bot.commands.studio import Studio
from bot.errors import (
    FileMissing,
    NotYours,
    WhichJob,
)
from bot.handlers.fake import FakeCourier
from bot.i18n import say
from tests.commands.people import ALICE, BOB, asked, painted, text_of


async def test_what_is_deleted_is_gone_from_every_message_and_from_the_disk(
    studio: Studio, courier: FakeCourier
) -> None:
    job = await painted(studio)
    await history(ALICE, HistoryOptions(job=job.id), studio)
    await studio.delivery.settled()
    told = text_of(await delete(ALICE, DeleteOptions(job=job.id), studio))

    assert told == say("ko", "delete.done")
    assert [message.view.pictures for message in courier.of(job.id)] == [(), ()]
    assert await studio.store.job(job.id) is None
    with pytest.raises(FileMissing):
        await studio.store.file(job.results[0])


async def test_what_waits_is_stopped_and_deleted(studio: Studio) -> None:
    job = await asked(studio)
    await delete(ALICE, DeleteOptions(job=job.id), studio)

    assert await studio.store.job(job.id) is None
    assert await studio.store.head() is None


async def test_a_message_out_of_reach_is_told_and_the_rest_deleted(studio: Studio, courier: FakeCourier) -> None:
    job = await painted(studio)
    courier.messages.clear()
    told = text_of(await delete(ALICE, DeleteOptions(job=job.id), studio))

    assert told == say("ko", "delete.still_shown")
    assert await studio.store.job(job.id) is None


async def test_somebody_elses_picture_is_deleted_by_who_manages_the_place_only(studio: Studio) -> None:
    job = await painted(studio, BOB)
    manager = replace(ALICE, manager=True)

    with pytest.raises(NotYours):
        await delete(ALICE, DeleteOptions(job=job.id), studio)
    with pytest.raises(NotYours):
        await delete(replace(manager, where="elsewhere"), DeleteOptions(job=job.id), studio)
    await delete(manager, DeleteOptions(job=job.id), studio)
    (ruling,) = await studio.store.rulings()

    assert await studio.store.job(job.id) is None
    assert (ruling.what, ruling.outcome, ruling.category) == ("picture", "deleted", job.id)


async def test_nothing_is_deleted_that_was_not_named(studio: Studio) -> None:
    await painted(studio)

    with pytest.raises(WhichJob):
        await delete(ALICE, DeleteOptions(), studio)
