"""What the sessions in memory and those in the store owe each other, and when deadlines are kept."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Settings
from bot.engine.fake import FakeBackend
from bot.errors import NoSuchJob, SessionRunning, ShowLater
from bot.jobs import JobId, JobState
from bot.people import Account, Address, Place
from bot.sessions.moves import End, Pause
from bot.sessions.painter import Painter
from bot.sessions.paintings import job_id_of
from bot.sessions.records import SESSION
from bot.sessions.results import SessionCourier
from bot.sessions.session import Entry, EntryState, Phase, Player, Session, Times, new_code, new_session_id
from bot.sessions.sessions import BEAT_S, Sessions
from bot.store import Store
from bot.store.sessions import Called, Kept
from bot.views import View
from tests.makers import ManualClock, a_job, with_tables
from tests.sessions.conftest import Opened
from tests.sessions.parlour import WordForWord

PLACE = Place("discord", "art", private=False)
BOARD = Address(platform="discord", locale="ko", channel="art", message="board")


async def a_session(store: Store, now: float, times: Times = Times(), players: int = 2) -> Session:  # noqa: B008
    """In its lobby."""
    people = [await store.person(Account("discord", f"robot {number}"), "ko") for number in range(players)]
    return Session(
        id=new_session_id(),
        code=new_code(),
        mode="jam",
        theme="바다",
        rounds=1,
        host=people[0],
        seed=1,
        times=times,
        players=tuple(Player(person=p, name=f"P{p}", locale="ko", joined_at=now, seen_at=now) for p in people),
        deadline=now + times.lobby_s,
    )


@asynccontextmanager
async def sessions_in(folder: Path, clock: ManualClock) -> AsyncIterator[tuple[Store, Sessions]]:
    """Without anybody who paints or draws; leaving is a death: nothing more is written."""

    async def cancel(job_id: JobId) -> bool:
        raise NoSuchJob(job_id)

    def fault(error: BaseException) -> None:
        raise error

    async with Store(with_tables(folder)) as store:
        planner = WordForWord(Settings(_env_file=None, data_dir=folder))
        painter = Painter(store, planner, FakeBackend().offers, clock, queued=lambda _: None, cancel=cancel)
        sessions = Sessions(store, painter, clock, fault)
        await sessions.start()
        try:
            yield store, sessions
        finally:
            await sessions.stop()


async def test_two_deaths_without_a_move_in_between_take_nobodys_time(tmp_path: Path) -> None:
    clock = ManualClock()
    async with sessions_in(tmp_path, clock) as (store, sessions):
        made = await sessions.create(await a_session(store, clock()), PLACE, BOARD)
    for _ in range(2):
        clock.advance(3600)
        async with sessions_in(tmp_path, clock) as (_, sessions):
            session = await sessions.session(made.id)
            assert session.phase == Phase.LOBBY
            assert session.deadline == pytest.approx(clock() + 600, abs=BEAT_S)
            assert session.players[0].seen_at == pytest.approx(clock(), abs=BEAT_S)


async def test_a_picture_that_is_there_before_the_session_knows_of_its_job_is_not_lost(tmp_path: Path) -> None:
    clock = ManualClock()
    async with sessions_in(tmp_path, clock) as (store, sessions):
        lobby = await a_session(store, clock())
        entry = Entry(number=0, round=1, author=lobby.host, text="노을", state=EntryState.WRITTEN)
        session = replace(lobby, round=1, phase=Phase.PAINTING, entries=(entry,))
        await store.sessions.put(
            Kept(id=session.id, code=session.code, over=False, state=SESSION.dump_json(session).decode())
        )
        job = a_job(await store.person(Account("session", "all"), "ko"), job_id=job_id_of(session, entry))
        await store.enqueue(job)
        await store.claim(clock())
        await store.finish(
            job.id, (await store.put_file(b"picture"),), seconds=1, backend="fake", now=clock(), veiled=True
        )
        address = Address(platform="session", locale="ko", channel=session.id, thread="0")
        view = View(job_id=job.id, locale="ko", stage="done", headline="")
        await SessionCourier(store, sessions).show(address, view)
        told = (await sessions.session(session.id)).entries[0]
        assert (told.state, told.veiled) == (EntryState.PAINTED, True)


async def test_deadlines_are_kept_within_a_second(parlour: Opened) -> None:
    async with parlour() as house:
        sessions, store = house.studio.salon.sessions, house.studio.store
        times = Times(lobby_s=0.4, collecting_s=0.4, reveal_s=0.4)
        began = time.time()
        session = await sessions.create(await a_session(store, began, times), PLACE, BOARD)
        for number, phase in enumerate((Phase.COLLECTING, Phase.REVEAL, Phase.ARCHIVED), 1):
            await house.phase(session.id, phase)
            assert -0.05 < time.time() - (began + 0.4 * number) < 1


async def test_what_was_asked_for_is_not_painted_when_the_session_is_ended(parlour: Opened) -> None:
    async with parlour() as house:
        backend, salon = house.studio.backend, house.studio.salon
        assert isinstance(backend, FakeBackend)
        ann, bob, session = await house.begun("jam")
        backend.control.hold()
        await ann.do("write", "노을")
        await bob.do("write", "폭풍")
        written = await salon.sessions.session(session.id)
        await salon.sessions.play(session.id, End(session.host))
        backend.control.release()
        jobs = [await house.studio.store.job(job_id_of(written, entry)) for entry in written.entries]
        assert [job.state for job in jobs if job is not None] == [JobState.STOPPED] * 2


async def test_what_somebody_takes_back_is_kept_nowhere(parlour: Opened) -> None:
    async with parlour() as house:
        _, bob, session = await house.written("jam", "바다")
        session = await house.phase(session.id, Phase.VOTING)
        await bob.do("remove")
        bobs = next(entry for entry in session.entries if entry.author != session.host)
        anns = next(entry for entry in session.entries if entry.author == session.host)
        assert bobs.job is not None
        assert anns.job is not None
        assert await house.studio.store.job(bobs.job) is None
        assert await house.studio.store.job(anns.job) is not None
        sheet = await house.until(lambda view: "session_vote" in view.actions and len(view.pictures) == 2)
        assert sheet.pictures


async def test_a_chat_that_is_out_of_reach_keeps_no_other_waiting(parlour: Opened) -> None:
    async with parlour() as house:
        ann, cho = house.person("ann"), house.person("cho", "telegram")
        session = await ann.begin("", "jam")
        await cho.bring(session.code)
        await house.until(lambda view: "cho" in str(view.details))
        house.discord.fail(ShowLater(3600), stage="session")
        await ann.do("start")
        await house.until(lambda view: "session_write" in view.actions, house.telegram)
        await cho.do("write", "노을")
        await house.until(lambda view: "cho ✓" in str(view.details), house.telegram)


async def test_a_place_has_one_session_at_a_time(parlour: Opened) -> None:
    async with parlour() as house:
        ann, cho = house.person("ann"), house.person("cho", "telegram")
        first, second = await ann.begin("바다", "jam"), await cho.begin("숲", "jam")
        with pytest.raises(SessionRunning):
            await cho.bring(first.code)
        assert len((await house.studio.salon.sessions.session(first.id)).players) == 1
        await house.studio.salon.sessions.play(second.id, End(second.host))
        await cho.bring(first.code)
        assert len((await house.studio.salon.sessions.session(first.id)).players) == 2


async def test_who_was_called_in_a_chat_was_called_in_what_it_has_become(tmp_path: Path) -> None:
    there = Place("discord", "gallery", private=False)
    async with sessions_in(tmp_path, ManualClock()) as (store, sessions):
        made = await sessions.create(await a_session(store, 0.0), PLACE, BOARD)
        await store.sessions.put_place(made.id, there, BOARD)
        await store.sessions.call(made.id, PLACE, Called(("write:0:0",), BOARD))
        moved = replace(BOARD, channel="gallery")
        await store.sessions.move_place(made.id, PLACE, there, moved)
        assert await store.sessions.places(made.id) == {there: moved}
        assert await store.sessions.called(made.id) == {there: Called(("write:0:0",), BOARD)}


async def test_a_paused_session_goes_on_after_a_restart_as_it_was(tmp_path: Path) -> None:
    clock = ManualClock()
    async with sessions_in(tmp_path, clock) as (store, sessions):
        made = await sessions.create(await a_session(store, clock()), PLACE, BOARD)
        clock.advance(100)
        await sessions.play(made.id, Pause(made.host))
    clock.advance(10_000)
    async with sessions_in(tmp_path, clock) as (_, sessions):
        assert (await sessions.session(made.id)).left_s == 500
