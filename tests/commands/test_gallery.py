"""What everybody in a place has painted, less what they do not want to be seen."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image

from bot.commands.gallery import GalleryOptions, gallery
from bot.commands.settings import SettingsOptions, settings
from bot.commands.studio import Studio
from bot.i18n import say
from bot.jobs import Job
from bot.people import Place
from tests.commands.rooms import Caller
from tests.makers import a_job, a_person, a_photo

ALICE, BOB = Caller(), Caller("bob", "en")


async def painted(studio: Studio, who: Caller, *, veiled: bool = False, where: str = "somewhere") -> Job:
    person = await a_person(studio.store, who.name)
    place = Place("discord", where, private=False)
    job = await studio.store.enqueue(replace(a_job(person), place=place, spoiler=veiled))
    await studio.store.claim(1.0, only=job.id)
    picture = await studio.store.put_file(a_photo())
    await studio.store.finish(job.id, (picture,), seconds=1.0, backend="fake", now=studio.clock() - 600)
    return job


async def shown(studio: Studio, page: int = 1, size: int = 9) -> list[str]:
    return [job.id for job in await studio.store.album.of_place(ALICE.place, page, size)]


async def test_a_gallery_shows_what_everybody_has_painted_there_newest_first(studio: Studio) -> None:
    jobs = [await painted(studio, who) for who in (ALICE, BOB, ALICE)]
    await painted(studio, BOB, where="elsewhere")
    await painted(studio, BOB, veiled=True)
    await studio.store.enqueue(replace(a_job(jobs[0].person), place=ALICE.place))

    newest_first = [job.id for job in reversed(jobs)]
    assert await shown(studio) == newest_first
    assert await shown(studio, page=2, size=2) == newest_first[2:]


async def test_who_wants_to_be_left_out_is_left_out_until_they_change_their_mind(studio: Studio) -> None:
    alices, bobs = await painted(studio, ALICE), await painted(studio, BOB)
    await settings(BOB, SettingsOptions(size="1:1"), studio)
    before = await shown(studio)
    await settings(BOB, SettingsOptions(gallery=False), studio)
    without = await shown(studio)
    await settings(BOB, SettingsOptions(gallery=True), studio)

    assert before == await shown(studio) == [bobs.id, alices.id]
    assert without == [alices.id]


async def test_the_gallery_comes_on_one_sheet(studio: Studio) -> None:
    for _ in range(4):
        await painted(studio, BOB)
    said = await gallery(ALICE, GalleryOptions(), studio)
    nothing = await gallery(ALICE, GalleryOptions(page=2), studio)

    assert said.text == say("ko", "gallery.here")
    assert said.file is not None
    with Image.open(io.BytesIO(said.file.data)) as sheet:
        assert sheet.width > sheet.height // 2 > 320
    assert (nothing.text, nothing.file) == (say("ko", "gallery.none"), None)
