from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from bot.errors import Moderated, NothingToSee, NotYourTurn, NoVoteForOneself, SessionRefused, SessionRunning
from bot.images import recipe_of
from bot.people import Place
from bot.rules import Rules
from bot.sessions.rules import candidates
from bot.sessions.session import EntryState, Phase
from tests.sessions.conftest import Opened


async def test_a_jam_is_painted_voted_on_and_kept(parlour: Opened) -> None:
    async with parlour() as house:
        ann, bob, session = await house.written("jam", "바다")
        voting = await house.until(lambda view: "session_vote" in view.actions)
        assert len(voting.pictures) == 2
        assert "노을" not in str(voting.details)

        session = await house.phase(session.id, Phase.VOTING)
        assert len({entry.cost for entry in session.entries}) == 1
        bobs = next(place for place, entry in enumerate(candidates(session), 1) if entry.author != session.host)
        with pytest.raises(NoVoteForOneself):
            await bob.do("vote", picture=bobs)
        await ann.do("vote", picture=bobs)
        await bob.do("vote", picture=3 - bobs)
        revealed = await house.until(lambda view: bool(view.pictures) and "session_vote" not in view.actions)
        assert "노을" in str(revealed.details)
        await ann.do("end")
        await house.phase(session.id, Phase.ARCHIVED)


async def test_a_relay_paints_each_over_the_last_and_shows_nothing_before_the_end(parlour: Opened) -> None:
    async with parlour() as house:
        ann, bob, session = await house.begun("relay")
        with pytest.raises(NotYourTurn):
            await bob.do("write", "나부터")
        await ann.do("write", "고양이")
        await house.phase(session.id, Phase.COLLECTING, 2)
        look = await bob.do("look")
        assert look.file is not None
        with pytest.raises(NotYourTurn):
            await ann.do("look")
        await bob.do("write", "모자를 쓴 고양이")
        session = await house.phase(session.id, Phase.REVEAL)
        first, second = session.entries
        assert second.source == first.number
        job = await house.studio.store.job(second.job or "")  # type: ignore[arg-type]
        assert job is not None
        assert job.request.task == "image2image"
        boards = [view for message in house.discord.messages.values() for view in message.views]
        assert not any(view.pictures for view in boards if "session_write" in view.actions)


async def test_two_chats_play_telephone_across_languages_and_a_restart(parlour: Opened) -> None:
    async with parlour() as house:
        ann, bob = house.person("ann", "discord", "en"), house.person("bob", "discord", "en")
        cho = house.person("cho", "telegram", "ko")
        session = await ann.begin("", "telephone")
        await bob.do("join")
        await cho.bring(session.code)
        assert await house.until(lambda view: "cho" in str(view.details), house.discord)
        assert await house.until(lambda view: "ann" in str(view.details), house.telegram)
        await ann.do("start")
        await ann.do("write", "a red house")
        await bob.do("write", "two cats")
    async with parlour() as house:
        ann, bob = house.person("ann", "discord", "en"), house.person("bob", "discord", "en")
        cho = house.person("cho", "telegram", "ko")
        await cho.do("write", "눈 오는 밤")
        for round_ in (2, 3):
            await house.phase(session.id, Phase.COLLECTING, round_)
            for player in (ann, bob, cho):
                look = await player.do("look")
                assert look.file is not None
                assert recipe_of(look.file.data) is None
                await player.do("write", f"{player.caller.name} {round_}")
        session = await house.phase(session.id, Phase.REVEAL)
        chains = {
            entry.chain: [e.author for e in session.entries if e.chain == entry.chain] for entry in session.entries
        }
        assert all(len(set(authors)) == 3 for authors in chains.values())
        for chat in (house.discord, house.telegram):
            await house.until(lambda view: bool(view.pictures), chat)
            posted = {message.id for message in chat.messages.values() if message.view.stage == "session"}
            assert len(posted) == 1


async def test_an_exquisite_corpse_goes_on_from_a_strip(parlour: Opened) -> None:
    async with parlour() as house:
        ann, bob = house.person("ann"), house.person("bob")
        session = await ann.begin("", "corpse")
        with pytest.raises(SessionRunning):
            await bob.begin("숲", "jam")
        await bob.do("join")
        await ann.do("start")
        await ann.do("write", "용의 머리")
        await house.phase(session.id, Phase.COLLECTING, 2)
        look = await bob.do("look")
        assert look.file is not None
        with Image.open(BytesIO(look.file.data)) as strip:
            assert strip.width < strip.height / 2
        await bob.do("write", "용의 꼬리")
        with pytest.raises(NothingToSee):
            await bob.do("keep")
        await house.phase(session.id, Phase.REVEAL)
        await ann.do("agree")
        times = (await house.studio.salon.sessions.session(session.id)).deadline
        assert times is not None


async def test_what_is_left_of_a_session_is_whole(parlour: Opened) -> None:
    async with parlour() as house:
        ann, bob, session = await house.begun("corpse")
        await ann.do("write", "용의 머리")
        await house.phase(session.id, Phase.COLLECTING, 2)
        await bob.do("write", "용의 꼬리")
        session = await house.phase(session.id, Phase.REVEAL)
        await ann.do("agree")
        session = await house.studio.salon.sessions.session(session.id)
        data = await house.studio.salon.keepsakes.archive(session, "ko")
        with zipfile.ZipFile(BytesIO(data)) as file:
            names = set(file.namelist())
            with Image.open(BytesIO(file.read("whole.png"))) as whole:
                assert whole.width > whole.height
            lineage = file.read("lineage.txt").decode()
        assert names >= {"poster.png", "poster-public.png", "chain.gif", "whole.png", "lineage.txt", "session.json"}
        assert lineage.splitlines()[1].startswith("    02 bob")

        await bob.do("remove")
        session = await house.studio.salon.sessions.session(session.id)
        assert [entry.state for entry in session.entries] == [EntryState.PAINTED, EntryState.REMOVED]


async def test_what_one_chat_does_not_want_to_see_is_painted_for_none(parlour: Opened) -> None:
    async with parlour() as house:
        ann, cho = house.person("ann"), house.person("cho", "telegram")
        strict = Rules(moderation="safe", refused=("폭풍",))
        await house.studio.store.choices.rule(cho.caller.place, lambda _: strict, by_owner=False)
        session = await ann.begin("", "jam")
        await cho.bring(session.code)
        await ann.do("start")
        with pytest.raises(Moderated):
            await ann.do("write", "폭풍")
        await ann.do("write", "노을")
        held = await house.studio.store.choices.house(Place("session", session.id))
        assert (held.moderation("standard"), held.pictures("spoiler")) == ("safe", "refuse")


async def test_who_manages_a_place_ends_what_is_played_there_and_nowhere_else(parlour: Opened) -> None:
    async with parlour() as house:
        ann, far = house.person("ann"), house.person("far", "telegram")
        moderator = house.person("mod")
        moderator.caller.manager = far.caller.manager = True
        session = await ann.begin("바다", "jam")
        for stranger in (house.person("bob"), far):
            with pytest.raises(SessionRefused):
                await stranger.do("end", session=session.code)
        await moderator.do("end")
        await house.phase(session.id, Phase.ARCHIVED)
