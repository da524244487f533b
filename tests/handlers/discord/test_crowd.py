"""Many people, and restarts in the middle of everything."""

from __future__ import annotations

import asyncio
from pathlib import Path

from simcord import Env

from bot.i18n import say
from bot.jobs import JobState
from tests.handlers.discord.heard import Heard
from tests.handlers.discord.house import PATIENCE_S, House
from tests.handlers.discord.world import World

PEOPLE = 50
NEWS_PER_S = 20


async def test_fifty_people_at_once_get_a_picture_each_in_a_message_of_their_own(
    env: Env, house: House, heard: Heard
) -> None:
    assert env.bot.user is not None
    guild = env.create_guild()
    channel = guild.create_text_channel("art")
    people = [guild.add_member(env.create_user(f"person{n}")) for n in range(PEOPLE)]
    house.engine.hold()
    for n, person in enumerate(people):
        answer = await person.slash(channel, "imagine", text=f"boat {n}", raw=True)
        assert answer.acknowledged
    house.engine.release()
    await house.settled()

    messages = [message for message in channel.history() if message.author.id == env.bot.user.id]
    jobs = [(await house.jobs_of(person))[0] for person in people]
    assert {job.state for job in jobs} == {JobState.DONE}
    assert sorted(str(message.id) for message in messages) == sorted(job.address.message for job in jobs)
    assert all(len(message.attachments) == 1 for message in messages)
    assert env.errors == []
    edits = [at for call, at in zip(heard.calls, heard.at_s, strict=True) if "hwaga:cancel:" in str(call.body)]
    busiest = max((sum(at <= other < at + 1 for other in edits) for at in edits), default=0)
    assert busiest <= 2 * NEWS_PER_S  # a full bucket, and what flows into it meanwhile


async def restarted(env: Env, before: House, folder: Path) -> House:
    """Another process on the same folder."""
    await before.close()
    again = House(folder)
    await env.restart_bot(again.front.bot)
    await again.open(env)
    return again


async def test_a_restart_while_jobs_wait_paints_them_in_their_messages(
    env: Env, house: House, world: World, tmp_path: Path
) -> None:
    house.engine.hold()
    for n in range(6):
        await world.alice.slash(world.channel, "imagine", text=f"boat {n}", raw=True)
    again = await restarted(env, house, tmp_path)
    await again.settled()

    jobs = await again.jobs_of(world.alice)
    assert [job.state for job in jobs] == [JobState.DONE] * 6
    assert sorted(str(message.id) for message in world.channel.history()) == sorted(j.address.message for j in jobs)
    assert all(len(message.attachments) == 1 for message in world.channel.history())
    await again.close()


async def test_a_restart_before_a_picture_was_shown_shows_it_and_never_paints_it_again(
    env: Env, house: House, world: World, tmp_path: Path
) -> None:
    house.engine.hold()
    await world.imagine(seed=7)
    env.inject_error("PATCH", "/webhooks/*", status=503, times=None)
    house.engine.release()
    async with asyncio.timeout(PATIENCE_S):
        while await house.studio.store.next_due("discord", house.clock()) is None:
            await env.settle()
    (painted,) = await house.jobs_of(world.alice)
    assert painted.state == JobState.DONE
    await house.close()
    env.backend.faults.clear()
    await env.advance_time(60)
    again = House(tmp_path)
    await env.restart_bot(again.front.bot)
    await again.open(env)
    await again.settled()

    (shown,) = await again.jobs_of(world.alice)
    assert (shown.attempts, shown.results) == (painted.attempts, painted.results)
    assert world.message.content == say("en", "view.done")
    assert len(world.message.attachments) == 1
    await again.close()


async def test_every_button_of_before_a_restart_works_after_it(
    env: Env, house: House, world: World, tmp_path: Path
) -> None:
    await world.imagine(seed=7)
    await house.settled()
    picture = world.message
    labels = [button.label for row in picture.components for button in row.children]
    again = await restarted(env, house, tmp_path)
    for label in labels:
        answer = await world.alice.click(picture, label=label)
        await again.settled()
        assert answer.modal or answer.deferred or answer.response.content, label

    assert len(labels) > 5
    assert env.errors == []
    assert len(await again.jobs_of(world.alice)) > 2
    await again.close()


async def test_nobody_presses_the_buttons_of_somebody_else(house: House, world: World) -> None:
    await world.imagine(seed=7)
    await house.settled()
    (job,) = await house.jobs_of(world.alice)
    before = len(world.channel.history(viewer=world.alice))
    for button in [button for row in world.message.components for button in row.children]:
        answer = await world.bob.click(world.message, custom_id=button.custom_id)

        assert answer.ephemeral, button.label
        assert answer.response.content == say("en", "error.not_yours"), button.label
    assert await house.jobs_of(world.bob) == []
    assert await house.jobs_of(world.alice) == [job]
    assert len(world.channel.history(viewer=world.alice)) == before
