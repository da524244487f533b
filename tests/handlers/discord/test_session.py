"""A group paints together in a channel: by a command, buttons and a modal that nobody else sees."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from simcord import Env

from bot.i18n import say
from bot.people import Account
from bot.sessions.moves import End
from bot.sessions.session import Phase, Session
from tests.handlers.discord.house import PATIENCE_S, House
from tests.handlers.discord.world import World

LABEL = {name: say("en", f"action.session_{name}") for name in ("join", "start", "write")}


async def _session(house: House, world: World) -> Session:
    """The one that Alice plays in."""
    person = await house.studio.store.person(Account("discord", str(world.alice.id)), "en")
    return house.studio.salon.sessions.playing(person)[-1]


async def _write(world: World, env: Env, person: Any, text: str) -> Any:
    shown = await person.click(await _button(world, env, LABEL["write"]), label=LABEL["write"])
    return await person.submit_modal(shown, {"text": text})


async def test_two_people_play_a_jam_with_buttons(house: House, world: World, env: Env) -> None:
    await world.alice.slash(world.channel, "session", theme="the sea")
    joined = await world.bob.click(await _button(world, env, LABEL["join"]), label=LABEL["join"])
    assert (joined.ephemeral, joined.response.content) == (True, say("en", "session.did.join"))
    refused = await world.bob.click(world.message, label=LABEL["start"])
    assert refused.response.content == say("en", "error.not_the_host")
    await world.alice.click(world.message, label=LABEL["start"])
    await _until(house, world, env, Phase.COLLECTING)
    (call,) = await _calls(world, env, 1)
    assert call.content == f"<@{world.alice.id}> <@{world.bob.id}> {say('en', 'session.call.write')}"
    assert call.reference.message_id == world.message.id

    written = await _write(world, env, world.alice, "a storm")
    assert written.ephemeral
    again = await world.alice.click(world.message, label=LABEL["write"])  # no form opens for what nobody waits for
    assert again.response.content == say("en", "error.not_your_turn")
    await _write(world, env, world.bob, "a calm evening")
    session = await _until(house, world, env, Phase.VOTING)
    board = await _button(world, env, "'label': '2'")
    assert "storm" not in str([embed.to_dict() for embed in board.embeds])
    own = await world.alice.click(board, label="1")
    other = await world.alice.click(board, label="2")
    said = {own.response.content, other.response.content}
    assert said == {say("en", "error.no_vote_for_oneself"), say("en", "session.did.vote")}
    assert len(session.entries) == 2
    await house.studio.salon.sessions.play(session.id, End(session.host))
    assert await _calls(world, env, 0) == []


async def test_an_old_board_works_after_a_restart(house: House, world: World, env: Env, tmp_path: Path) -> None:
    await world.alice.slash(world.channel, "session", theme="the sea")
    await _button(world, env, LABEL["join"])
    await house.close()
    again = House(tmp_path)
    await env.restart_bot(again.front.bot)
    await again.open(env)
    joined = await world.bob.click(world.message, label=LABEL["join"])
    assert joined.response.content == say("en", "session.did.join")
    assert len((await _session(again, world)).active) == 2
    await again.close()


async def _calls(world: World, env: Env, count: int) -> list[Any]:
    """The messages that ring for somebody, once there are so many."""
    async with asyncio.timeout(PATIENCE_S):
        while len(world.calls) != count:
            await env.settle()
            await asyncio.sleep(0.02)
    return world.calls


async def _until(house: House, world: World, env: Env, phase: Phase) -> Session:
    """Wait until the session is there."""
    session = await _session(house, world)
    async with asyncio.timeout(PATIENCE_S):
        while session.phase != phase:
            await asyncio.sleep(0.02)
            session = await _session(house, world)
    await env.settle()
    return session


async def _button(world: World, env: Env, label: str) -> Any:
    """The board, once it has that button: it is drawn a moment after the move."""
    async with asyncio.timeout(PATIENCE_S):
        while not (world.channel.history() and label in str([row.to_dict() for row in world.message.components])):
            await env.settle()
            await asyncio.sleep(0.02)
    return world.message
