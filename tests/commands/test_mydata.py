"""All that is known of somebody, handed out and erased."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from bot.commands.base import Reply, Upload
from bot.commands.favourite import FavouriteOptions, favourite
from bot.commands.history import HistoryOptions, history
from bot.commands.link import LinkOptions, link
from bot.commands.mydata import ERASE, MydataOptions, mydata
from bot.commands.settings import SettingsOptions, settings
from bot.commands.studio import Studio
from bot.errors import (
    BadOption,
    FileMissing,
    NotHere,
)
from bot.i18n import say
from bot.sessions.session import Entry, EntryState, Phase, Player, Session, SessionId
from tests.commands.people import ALICE, BOB, PHONE, asked, code_of, painted, text_of
from tests.makers import a_photo


def unpacked(reply: Reply) -> tuple[dict[str, Any], list[str]]:
    """The record, empty where there is none, and the names of all other files."""
    assert reply.file is not None
    with zipfile.ZipFile(io.BytesIO(reply.file.data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        record = json.loads(archive.read("hwaga.json")) if "hwaga.json" in names else {}
    return record, sorted(set(names) - {"hwaga.json"})


async def test_an_export_holds_pictures_photos_and_all_that_is_known(studio: Studio) -> None:
    job = await painted(studio, text="바다", pictures=2)
    await painted(studio, BOB, text="bob's")
    photo = await asked(studio, image=Upload(a_photo()))
    await favourite(ALICE, FavouriteOptions(job=job.id), studio)
    await settings(ALICE, SettingsOptions(size="3:2"), studio)
    reply = await mydata(ALICE, MydataOptions(), studio)
    record, files = unpacked(reply)
    asked_for, first = record["pictures"]

    assert reply.text == say("ko", "mydata.here")
    assert record["accounts"] == [{"platform": "discord", "id": "alice"}]
    assert record["preferences"]["defaults"]["size"] == "3:2"
    assert (first["plan"]["text"], first["favourite"], first["state"]) == ("바다", True, "done")
    assert files == sorted([*first["files"], *asked_for["files"]])
    assert len(files) == 3
    assert asked_for["id"] == photo.id
    assert "interaction_token" not in json.dumps(record)


async def test_an_export_too_large_for_the_platform_comes_in_parts(studio: Studio) -> None:
    for n in range(6):
        await painted(studio, text=f"number {n}", pictures=4)
    narrow = replace(ALICE, file_limit_bytes=20_000)
    first = await mydata(narrow, MydataOptions(), studio)
    parts = int(re.findall(r"\d+", first.text)[0])
    files: list[str] = []
    for part in range(1, parts + 1):
        reply = await mydata(narrow, MydataOptions(part=part), studio)
        assert reply.file is not None
        assert len(reply.file.data) <= narrow.file_limit_bytes
        record, names = unpacked(reply)
        assert bool(record) == (part == 1)
        files += names

    assert parts > 1
    assert len(files) == len(set(files)) == 24
    with pytest.raises(BadOption):
        await mydata(narrow, MydataOptions(part=parts + 1), studio)


async def test_an_export_is_for_nobody_elses_eyes(studio: Studio) -> None:
    with pytest.raises(NotHere):
        await mydata(replace(ALICE, discreet=False), MydataOptions(), studio)


async def test_nothing_is_erased_before_the_words_are_typed(studio: Studio) -> None:
    job = await painted(studio)
    for confirm in ("", "yes", "지우기"):
        asked_back = await mydata(ALICE, MydataOptions(do=ERASE, confirm=confirm), studio)
        assert asked_back.text == say("ko", "mydata.sure", {"word": "모두 지우기", "typed": "모두-지우기"})

    assert await studio.store.job(job.id) is not None


@pytest.mark.parametrize("words", ["모두 지우기", " Erase  Everything ", "“모두-지우기”"])
async def test_erasing_takes_everything_of_all_linked_accounts_and_nothing_of_others(
    studio: Studio, words: str
) -> None:
    mine, theirs, waiting = await painted(studio), await painted(studio, BOB), await asked(studio)
    await link(PHONE, LinkOptions(code=await code_of(studio, ALICE)), studio)
    reply = await mydata(PHONE, MydataOptions(do=ERASE, confirm=words), studio)

    assert reply.text == say("ko", "mydata.erased")
    assert [await studio.store.job(job.id) for job in (mine, waiting)] == [None, None]
    assert text_of(await history(ALICE, HistoryOptions(), studio)) == say("ko", "history.none")
    assert await studio.store.job(theirs.id) == theirs
    with pytest.raises(FileMissing):
        await studio.store.file(mine.results[0])


async def test_who_is_erased_leaves_the_sessions_that_they_play_in_with_their_part_and_name(studio: Studio) -> None:
    person, other = [await studio.store.person(who.account, "ko") for who in (ALICE, BOB)]
    players = tuple(
        Player(person=each, name=name, locale="ko", joined_at=1.0, seen_at=1.0)
        for each, name in ((person, "앨리스"), (other, "밥"))
    )
    entry = Entry(number=0, round=1, author=person, text="바다", state=EntryState.FAILED)
    session = Session(
        id=SessionId("s"), code="ABCD", mode="jam", theme="", rounds=1, host=person, seed=1,
        players=players, entries=(entry,), phase=Phase.VOTING, round=1, deadline=studio.clock() + 600,
    )  # fmt: skip
    address = await ALICE.acknowledge()
    await studio.salon.sessions.create(session, ALICE.place, address)
    record, _ = unpacked(await mydata(ALICE, MydataOptions(), studio))
    await mydata(ALICE, MydataOptions(do=ERASE, confirm="모두 지우기"), studio)
    left = await studio.salon.sessions.session("s")

    assert [part["text"] for part in record["sessions"]] == ["바다"]
    assert [(player.name, player.left) for player in left.players] == [("", True), ("밥", False)]
    assert (left.entries[0].text, left.entries[0].state, left.host) == ("", EntryState.REMOVED, other)
