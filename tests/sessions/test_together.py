"""One session in a Discord channel and a Telegram group at once, in two languages, through a death in every phase."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from simcord import MemberActor

from bot import app as composition
from bot.i18n import say
from bot.people import Account
from bot.sessions.rules import candidates
from bot.sessions.session import EntryState, Phase
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.world import Post
from tests.sessions.parlour import WordForWord
from tests.sessions.table import Table, table_in

NAMES = ("join", "start", "write", "keep")
EN = {name: say("en", f"action.session_{name}") for name in NAMES}
KO = {name: say("ko", f"action.session_{name}") for name in NAMES}


@dataclass
class Party:
    """Three who read English on Discord, and three who read Korean on Telegram; `board` is the latter's."""

    table: Table
    english: tuple[MemberActor, MemberActor, MemberActor]
    korean: tuple[Person, Person, Person]
    board: Post

    async def write(self, who: MemberActor | Person, text: str) -> None:
        """By a modal, or in the private chat."""
        if isinstance(who, Person):
            await self.table.telegram.world.until(lambda: KO["write"] in self.board.buttons)
            await who.answer_apart(self.board, KO["write"], text)
        else:
            written = await who.submit_modal(await self.table.click(who, EN["write"]), {"text": text})
            assert written.ephemeral

    async def vote(self, who: MemberActor | Person) -> None:
        """For the first picture that is not theirs."""
        account = Account("telegram" if isinstance(who, Person) else "discord", str(who.id))
        person = await self.table.app.studio.store.person(account, "en")
        entries = candidates(await self.table.session())
        label = next(str(place) for place, entry in enumerate(entries, 1) if entry.author != person)
        if isinstance(who, Person):
            await self.table.telegram.world.until(lambda: label in self.board.buttons)
            await who.press(self.board, label)
        else:
            await self.table.click(who, label)

    async def shows(self, text: str) -> None:
        """Wait until Telegram's board does."""
        await self.table.telegram.world.until(lambda: text in self.board.text)

    @property
    def telegram(self) -> str:
        """All that its board has ever said."""
        return "".join(self.board.seen)

    @property
    def discord(self) -> str:
        """What its board says now."""
        return str([embed.to_dict() for embed in self.table.world.message.embeds])


async def test_six_people_of_two_chats_play_through_a_death_in_every_phase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composition, "Planner", WordForWord)
    async with table_in(tmp_path) as table:
        party = await _gathered(table)
        await _all_write(party)
        await _all_vote(party)
        await _all_look(party)


async def _gathered(table: Table) -> Party:
    alice, bob = table.world.alice, table.world.bob
    carol = table.world.channel.guild.add_member(table.env.create_user("carol"))
    dana, eun, fox = (table.telegram.person(name, "ko") for name in ("다나", "은", "여우"))
    await alice.slash(table.world.channel, "session", theme="the sea")
    await table.click(bob, EN["join"])
    await table.click(carol, EN["join"])
    code = (await table.session()).code
    board = await dana.answered(dana.write(f"/session --code {code}", at=table.telegram.group()))
    await table.telegram.world.until(lambda: KO["join"] in board.buttons)
    await eun.press(board, KO["join"])

    await table.die()
    await fox.press(board, KO["join"])
    await table.click(alice, EN["start"])
    session = await table.reached(Phase.COLLECTING)
    assert len(session.active) == 6
    return Party(table, (alice, bob, carol), (dana, eun, fox), board)


async def _all_write(party: Party) -> None:
    (alice, bob, carol), (dana, eun, fox) = party.english, party.korean
    await party.write(alice, "a storm")
    await party.write(bob, "a calm evening")
    await party.write(dana, "노을")

    await party.table.die()
    await party.write(carol, "a lighthouse")
    await party.write(eun, "눈 오는 밤")
    await party.table.app.studio.delivery.settled()
    party.table.engine.control.hold(step=1)
    await party.write(fox, "고래")
    await party.table.reached(Phase.PAINTING)
    await party.shows(say("ko", "session.painted", {"done": 5, "total": 6}))

    await party.table.die()
    session = await party.table.reached(Phase.VOTING)
    assert [entry.state for entry in session.entries] == [EntryState.PAINTED] * 6
    jobs = [await party.table.app.studio.store.job(entry.job) for entry in session.entries if entry.job]
    assert all(job is not None and job.attempts <= 2 for job in jobs)


async def _all_vote(party: Party) -> None:
    (alice, bob, carol), (dana, eun, fox) = party.english, party.korean
    await party.vote(alice)
    await party.vote(eun)
    session = await party.table.session()
    assert not any(entry.text in party.telegram + party.discord for entry in session.entries)

    await party.table.die()
    assert len((await party.table.session()).votes) == 2
    for voter in (bob, carol, dana, fox):
        await party.vote(voter)
    session = await party.table.reached(Phase.REVEAL)
    assert len(session.votes) == 6


async def _all_look(party: Party) -> None:
    table, (alice, _, carol) = party.table, party.english
    await table.die()
    await table.reached(Phase.REVEAL)
    await party.shows("노을")
    assert party.board.has_media
    await alice.slash(table.world.channel, "play", do="end")
    kept = await table.click(carol, EN["keep"])
    assert "노을 (노을 in English)" in party.discord
    assert "노을 (노을" not in party.telegram
    assert "a storm (우리말로 a storm)" in party.telegram
    assert "the sea (우리말로 the sea)" in party.telegram
    assert "우리말로" not in party.discord
    assert len(table.telegram.world.by_bot(party.board.chat["id"])) == 1
    with zipfile.ZipFile(BytesIO(await kept.response.attachments[0].read())) as file:
        assert len([name for name in file.namelist() if name.endswith(".png")]) >= 7
        with Image.open(BytesIO(file.read("chain.gif"))) as gif:
            assert getattr(gif, "n_frames", 1) == 6
