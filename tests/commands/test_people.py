"""Settings, history, favourites, deletion, linking, one's own data, bans: each person's own, on whatever platform."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.commands.again import AgainOptions, again
from bot.commands.ban import WhoOptions, allow, ban
from bot.commands.base import Reply, Upload
from bot.commands.delete import DeleteOptions, delete
from bot.commands.favourite import FavouriteOptions, favourite
from bot.commands.history import PAGE, HistoryOptions, history
from bot.commands.imagine import ImagineOptions, imagine
from bot.commands.link import LinkOptions, UnlinkOptions, link, unlink
from bot.commands.mydata import ERASE, MydataOptions, mydata
from bot.commands.settings import SettingsOptions, settings
from bot.commands.spoken import spoken
from bot.commands.studio import Studio
from bot.commands.trace import TraceOptions, trace
from bot.config import Settings
from bot.errors import (
    BadOption,
    Banned,
    FileMissing,
    NobodyKnown,
    NobodyNamed,
    NoJobYet,
    NoSuchJob,
    NotHere,
    NotInvited,
    NotPainted,
    NotYours,
    OwnersOnly,
    Refused,
    WhichJob,
    WrongCode,
)
from bot.handlers.fake import FakeCourier
from bot.i18n import say
from bot.jobs import Job, JobState
from bot.people import Account
from bot.preferences import Quality
from bot.prompt.planner import Planner
from bot.sessions.session import Entry, EntryState, Phase, Player, Session, SessionId
from tests.commands.rooms import Caller, rooms
from tests.makers import a_photo

OWNER = Account("discord", "owner")
ALICE = Caller()
BOB = Caller("bob")
PHONE = Caller("7", platform="telegram")
HOST = Caller("owner")


@pytest.fixture
def courier() -> FakeCourier:
    return FakeCourier()


@pytest.fixture
async def studio(tmp_path: Path, courier: FakeCourier) -> AsyncIterator[Studio]:
    idle = Planner(Settings(_env_file=None))  # texts are taken raw: nobody asks it to think
    async with rooms(tmp_path, idle, courier=courier, owners=(OWNER,)) as studio:
        yield studio


async def asked(studio: Studio, who: Caller = ALICE, text: str = "a sea", **options: Any) -> Job:
    return await imagine(who, ImagineOptions(text=text, raw=True, **options), studio)


async def painted(studio: Studio, who: Caller = ALICE, text: str = "a sea", pictures: int = 1) -> Job:
    """A finished job that stands in the chat."""
    job = await asked(studio, who, text)
    await studio.store.claim(1.0)
    results = [await studio.store.put_file(f"{job.id}{n}".encode()) for n in range(pictures)]
    await studio.store.finish(job.id, tuple(results), seconds=1.0, backend="fake", now=2.0)
    studio.delivery.wake()
    await studio.delivery.settled(job.id)
    return await now(studio, job)


async def now(studio: Studio, job: Job) -> Job:
    known = await studio.store.job(job.id)
    assert known is not None
    return known


def text_of(answer: Reply | Job) -> str:
    assert isinstance(answer, Reply)
    return answer.text


# settings


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


# history and favourites


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


# deletion


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


# linking


async def code_of(studio: Studio, who: Caller) -> str:
    found = re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", text_of(await link(who, LinkOptions(), studio)))
    assert found
    return found[0]


async def test_accounts_are_linked_by_a_code_and_share_their_pictures(studio: Studio) -> None:
    job = await painted(studio, text="바다")
    code = await code_of(studio, ALICE)
    told = text_of(await link(PHONE, LinkOptions(code=f" {code.lower()} "), studio))

    assert told == say("ko", "link.joined", {"accounts": "Discord, Telegram"})
    assert "바다" in text_of(await history(PHONE, HistoryOptions(), studio))
    assert isinstance(await again(PHONE, AgainOptions(job=job.id), studio), Job)


async def test_an_account_that_is_taken_apart_keeps_what_was_asked_for_there(studio: Studio) -> None:
    await link(PHONE, LinkOptions(code=await code_of(studio, ALICE)), studio)
    await painted(studio, ALICE, text="on discord")
    told = text_of(await unlink(PHONE, UnlinkOptions(), studio))

    assert told == say("ko", "link.left")
    assert text_of(await history(PHONE, HistoryOptions(), studio)) == say("ko", "history.none")
    assert "on discord" in text_of(await history(ALICE, HistoryOptions(), studio))
    assert text_of(await unlink(PHONE, UnlinkOptions(), studio)) == say("ko", "link.alone")


async def test_a_code_is_neither_told_nor_taken_where_others_listen(studio: Studio) -> None:
    for options in (LinkOptions(), LinkOptions(code="ABCD-2345")):
        with pytest.raises(NotHere):
            await link(replace(PHONE, discreet=False), options, studio)


async def test_a_wrong_code_links_nobody(studio: Studio) -> None:
    await code_of(studio, ALICE)

    with pytest.raises(WrongCode):
        await link(PHONE, LinkOptions(code="ABCD-2345"), studio)


# one's own data


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


# who may ask


async def test_only_owners_ban(studio: Studio) -> None:
    for command in (ban, allow):
        with pytest.raises(OwnersOnly):
            await command(replace(ALICE, manager=True), WhoOptions(who="discord:bob"), studio)


@pytest.mark.parametrize(("who", "refusal"), [(" ", NobodyNamed), ("nobody", NobodyKnown)])
async def test_who_is_meant_is_named_and_known(studio: Studio, who: str, refusal: type[Refused]) -> None:
    for command in (ban, allow):
        with pytest.raises(refusal):
            await command(HOST, WhoOptions(who=who), studio)


@pytest.mark.parametrize("who", ["discord:alice", "<@alice>", "job", "here", "place:discord:somewhere"])
async def test_who_is_banned_asks_for_nothing_until_allowed_again(studio: Studio, who: str) -> None:
    job = await painted(studio)
    meant = WhoOptions(who={"job": job.id, "<@alice>": "discord:alice"}.get(who, who))
    await ban(HOST, meant, studio)
    with pytest.raises(Banned):
        await asked(studio)
    with pytest.raises(Banned):
        await again(ALICE, AgainOptions(job=job.id), studio)
    with pytest.raises(Banned):
        await trace(ALICE, TraceOptions(), studio)
    told = text_of(await history(ALICE, HistoryOptions(), studio))
    await asked(studio, HOST)
    await allow(HOST, meant, studio)

    assert str(job.request.seed) in told
    assert (await asked(studio)).state == JobState.QUEUED
    assert [ruling.outcome for ruling in await studio.store.rulings()] == ["allowed", "banned"]


async def test_a_ban_holds_for_all_accounts_of_a_person(studio: Studio) -> None:
    await link(PHONE, LinkOptions(code=await code_of(studio, ALICE)), studio)
    await ban(HOST, WhoOptions(who="discord:alice"), studio)
    await unlink(PHONE, UnlinkOptions(), studio)

    with pytest.raises(Banned):
        await asked(studio, PHONE)


async def test_only_the_invited_ask_where_the_owner_wants_it_so(tmp_path: Path) -> None:
    idle = Planner(Settings(_env_file=None))
    async with rooms(tmp_path, idle, owners=(OWNER,), invited_only=True) as studio:
        with pytest.raises(NotInvited):
            await asked(studio)
        await allow(HOST, WhoOptions(who="discord:alice"), studio)
        invited = await asked(studio)
        with pytest.raises(NotInvited):
            await asked(studio, BOB)
        await allow(HOST, WhoOptions(who="here"), studio)

        assert invited.state == (await asked(studio, BOB)).state == JobState.QUEUED
