"""`kill -9` of the whole bot, on Discord and Telegram at once, over real sockets, in every state of a session."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.i18n import say
from bot.sessions.records import SESSION
from bot.sessions.rules import candidates
from bot.sessions.session import EntryState, Phase, Session
from tests.handlers.discord.circle import Circle
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import LoopbackTelegram
from tests.handlers.telegram.world import Post
from tests.makers import with_tables

LIMIT_S = 60
STATES = frozenset(Phase) - {Phase.ARCHIVED}
KO = {name: say("ko", f"action.session_{name}") for name in ("join", "write")}


@dataclass
class Party:
    """Three who read English on Discord, three who read Korean on Telegram, and the bot in a process of its own."""

    folder: Path
    discord: Circle
    telegram: LoopbackTelegram
    urls: tuple[str, str]
    deaths: Collection[Phase]
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def live(self) -> None:
        self.discord.forget_the_bot()
        arguments = (sys.executable, "-m", "tests.sessions.served", str(self.folder), *self.urls)
        with (self.folder / "log").open("ab") as log:
            self.processes.append(await asyncio.create_subprocess_exec(*arguments, stderr=log))
        async with asyncio.timeout(LIMIT_S):
            await self.discord.identified.wait()

    async def die(self) -> None:
        self.processes[-1].kill()
        await self.processes[-1].wait()

    async def reborn(self, phase: Phase) -> None:
        """In this phase, if it is one to be killed in: the next process finds the session where it was."""
        before = await self.reached(phase)
        if phase not in self.deaths:
            return
        await self.die()
        assert self.session().phase == phase
        await self.live()
        assert (await self.reached(phase)).id == before.id

    def session(self) -> Session:
        """As it is in the store."""
        with closing(sqlite3.connect(self.folder / "hwaga.db", timeout=10)) as database:
            ((state,),) = database.execute("SELECT state FROM sessions").fetchall()
        return SESSION.validate_json(state)

    async def reached(self, phase: Phase) -> Session:
        async with asyncio.timeout(LIMIT_S):
            while (session := self.session()).phase != phase:  # noqa: ASYNC110 - another process's
                await asyncio.sleep(0.02)
        return session

    def attempts(self) -> list[int]:
        with closing(sqlite3.connect(self.folder / "hwaga.db", timeout=10)) as database:
            return [attempts for (attempts,) in database.execute("SELECT attempts FROM jobs")]


@asynccontextmanager
async def party_in(folder: Path, deaths: Collection[Phase]) -> AsyncIterator[Party]:
    discord, telegram = Circle(), LoopbackTelegram(None)
    async with telegram.serving(), TestServer(discord.app()) as server:
        discord.url = str(server.make_url("")).rstrip("/")
        party = Party(with_tables(folder), discord, telegram, (discord.url, telegram.url), deaths)
        await party.live()
        try:
            yield party
        finally:
            await party.die()


@pytest.mark.parametrize(
    "deaths", [pytest.param({Phase.VOTING}, id="one"), pytest.param(STATES, id="all", marks=pytest.mark.long)]
)
async def test_six_people_on_two_platforms_play_through_kill_9(deaths: Collection[Phase], tmp_path: Path) -> None:
    async with party_in(tmp_path, deaths) as party:
        board, group_board, people = await _gathered(party)
        await _write(party, board, group_board, people)
        await _vote(party, board, group_board, people)
        await party.reborn(Phase.REVEAL)
        await party.telegram.world.until(lambda: "노을" in group_board.text, limit_s=LIMIT_S)
        await party.discord.slash("alice", "play", do="end")
        await party.reached(Phase.ARCHIVED)
        await party.discord.until(lambda: party.discord.buttons(board) == {"session_keep"})

        session = party.session()
        assert {entry.state for entry in session.entries} == {EntryState.PAINTED}
        assert len(session.entries) == len(session.votes) == len(party.attempts()) == 6
        assert max(party.attempts()) <= 2
        assert "노을 (노을 in English)" in party.discord.shown[board]
        assert "a storm (우리말로 a storm)" in "".join(group_board.seen)
        await party.telegram.world.until(lambda: party.telegram.world.by_bot(group_board.chat["id"]) == [group_board])


async def _gathered(party: Party) -> tuple[str, Post, tuple[Person, Person, Person]]:
    """Both boards, and those on Telegram; the game has begun."""
    dana, eun, fox = (party.telegram.person(name, "ko") for name in ("다나", "은", "여우"))
    board = await party.discord.slash("alice", "session", theme="the sea")
    await party.discord.do("bob", board, "session_join")
    await party.reborn(Phase.LOBBY)
    await party.discord.do("carol", board, "session_join")
    code = party.session().code
    group_board = await dana.answered(dana.write(f"/session --code {code}", at=party.telegram.group()))
    for person in (eun, fox):
        await party.telegram.world.until(lambda: KO["join"] in group_board.buttons)
        await person.press(group_board, KO["join"])
    await party.discord.do("alice", board, "session_start")
    assert len((await party.reached(Phase.COLLECTING)).active) == 6
    return board, group_board, (dana, eun, fox)


async def _write(party: Party, board: str, group_board: Post, people: tuple[Person, ...]) -> None:
    await party.discord.write("alice", board, "session_write", "a storm")
    await party.reborn(Phase.COLLECTING)
    await party.discord.write("bob", board, "session_write", "a calm evening")
    await party.discord.write("carol", board, "session_write", "a lighthouse")
    for person, text in zip(people, ("노을", "눈 오는 밤", "고래"), strict=True):
        await party.telegram.world.until(lambda: KO["write"] in group_board.buttons)
        await person.answer_apart(group_board, KO["write"], text)
    await party.reborn(Phase.PAINTING)
    await party.reached(Phase.VOTING)


async def _vote(party: Party, board: str, group_board: Post, people: tuple[Person, ...]) -> None:
    await party.discord.do("alice", board, "session_vote", _choice(party, "alice"))
    await party.reborn(Phase.VOTING)
    assert len(party.session().votes) == 1
    for name in ("bob", "carol"):
        await party.discord.do(name, board, "session_vote", _choice(party, name))
    for person in people:
        label = str(_choice(party, person.user["first_name"]))
        await party.telegram.world.until(lambda label=label: label in group_board.buttons)  # type: ignore[misc]
        await person.press(group_board, label)


def _choice(party: Party, name: str) -> int:
    """The number of the first picture that is not theirs."""
    session = party.session()
    person = next(player.person for player in session.players if player.name == name)
    return next(n for n, entry in enumerate(candidates(session), 1) if entry.author != person)
