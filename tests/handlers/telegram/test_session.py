"""A group paints together: what is secret is written in everybody's own chat with the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import Settings
from bot.i18n import say
from bot.images import Uploads
from bot.sessions.moves import End
from tests.handlers.telegram.house import TelegramHouse, telegram_house
from tests.handlers.telegram.person import Person, Room
from tests.handlers.telegram.server import LoopbackTelegram
from tests.handlers.telegram.world import Post
from tests.sessions.parlour import WordForWord

pytestmark = pytest.mark.asyncio(loop_scope="session")
LABEL = {name: say("en", f"action.session_{name}") for name in ("join", "start", "write", "look", "keep")}


@pytest_asyncio.fixture(loop_scope="session")
async def salon(tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads) -> AsyncIterator[TelegramHouse]:
    """With a planner that takes texts word for word."""
    planner = WordForWord(Settings(_env_file=None, data_dir=tmp_path))
    async with telegram_house(tmp_path, telegram, uploads, planner=planner) as house:
        yield house


async def test_a_relay_goes_through_private_chats(
    salon: TelegramHouse, telegram: LoopbackTelegram, alice: Person, bob: Person
) -> None:
    group = telegram.group()
    telegram.world.me_in[group.id] = {"status": "administrator", "can_pin_messages": True}
    board = await alice.answered(alice.write("/session --mode relay", at=group))
    await _until(telegram, lambda: LABEL["join"] in board.buttons)
    assert await bob.press(board, LABEL["join"]) == say("en", "session.did.join")
    await alice.press(board, LABEL["start"])
    await _until(telegram, lambda: LABEL["write"] in board.buttons)

    call = await _call(telegram, group, alice)
    assert call.reply_to is board
    await alice.answer_apart(call, LABEL["write"], "a red house")
    await _until(telegram, lambda: f"{say('en', 'session.row.turn')}: Bob" in board.text)
    assert not board.has_media
    assert board.pinned
    assert await alice.press(board, LABEL["look"]) == say("en", "error.not_your_turn")  # and stays in the group
    assert (await _call(telegram, group, bob)).text == f"Bob\n{say('en', 'session.call.look')}"
    assert call.deleted
    before = len(bob.posts)
    await bob.answer_apart(board, LABEL["write"], "눈 오는 밤")
    assert any(post.has_media for post in bob.posts[before:])
    await _until(telegram, lambda: board.has_media and len(group.posts) == 1)
    assert "a red house" not in "".join(board.seen)
    (session,) = [await salon.studio.salon.sessions.session(k.id) for k in await salon.studio.store.sessions.running()]
    assert [entry.text for entry in session.entries] == ["a red house", "눈 오는 밤"]

    await salon.studio.salon.sessions.play(session.id, End(session.host))
    await _until(telegram, lambda: LABEL["keep"] in board.buttons)
    link = await bob.press(board, LABEL["keep"])  # so that also who has never opened a chat with the bot gets it
    assert link == f"https://t.me/hwaga_bot?start=keep-{session.id}"
    before = len(bob.posts)
    bob.write(f"/start {link.partition('=')[2]}")
    await _until(telegram, lambda: any(post.document for post in bob.posts[before:]))


async def _call(telegram: LoopbackTelegram, group: Room, person: Person) -> Post:
    """The message in the group that rings for this person, and for nobody else."""
    link = f"tg://user?id={person.id}"

    def ringing() -> list[Post]:
        return [post for post in group.posts if [e.url for e in post.words.entities] == [link]]

    await _until(telegram, lambda: bool(ringing()))
    return ringing()[0]


async def _until(telegram: LoopbackTelegram, holds: Callable[[], bool]) -> None:
    await telegram.world.until(holds)
