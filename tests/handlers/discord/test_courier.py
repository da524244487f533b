from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import Env

from bot.errors import DeliveryError, ShowFailed, ShowLater, Unreachable
from bot.handlers.discord import DiscordFront
from bot.i18n import say
from bot.jobs import Job, JobState
from bot.views import View
from tests.handlers.discord.heard import Heard
from tests.handlers.discord.house import PATIENCE_S, House
from tests.handlers.discord.world import World

TOKEN_LIFE_S = 15 * 60


async def held_job(house: House, world: World) -> Job:
    """Alice's, which goes on with `house.engine.release()`."""
    house.engine.hold()
    await world.imagine()
    (job,) = await house.jobs_of(world.alice)
    return job


@pytest.mark.parametrize("clock_goes", [True, False])
async def test_after_fifteen_minutes_the_message_is_edited_by_the_channel(
    env: Env, house: House, world: World, heard: Heard, *, clock_goes: bool
) -> None:
    job = await held_job(house, world)
    house.stopped_clock = None if clock_goes else house.clock()
    await env.advance_time(TOKEN_LIFE_S)
    house.engine.release()
    await house.settled()

    assert (str(world.message.id), len(world.message.attachments)) == (job.address.message, 1)
    assert heard.of("PATCH", f"/channels/{world.channel.id}/messages/{world.message.id}")


async def test_a_restart_in_the_middle_delivers_into_the_same_message(
    env: Env, house: House, world: World, tmp_path: Path
) -> None:
    house.engine.hold(step=2)
    answer = await world.imagine()
    await house.reached(2)
    await house.close()
    again = House(tmp_path)
    await env.restart_bot(again.front.bot)
    await again.open(env)
    await again.settled()

    assert (world.message.id, world.message.content) == (answer.response.id, say("en", "view.done"))
    assert len(world.message.attachments) == 1
    await again.close()


@pytest.mark.parametrize("code", [10003, 50001, 50013])
async def test_where_the_channel_is_closed_to_the_bot_the_person_gets_a_direct_message(
    env: Env, house: House, heard: Heard, code: int
) -> None:
    guild, user = env.create_guild(), env.create_user("carol")
    world = World(guild.create_text_channel("art"), guild.add_member(user), guild.add_member(env.create_user("dan")))
    job = await held_job(house, world)
    await env.advance_time(TOKEN_LIFE_S)
    env.inject_error("PATCH", "/channels/*", status=403, code=code, times=None)
    house.engine.release()
    await house.settled()

    (message,) = user.dm_channel.history()
    assert (message.content, len(message.attachments)) == (say("en", "view.done"), 1)
    (post,) = heard.of("POST", f"/channels/{message.channel.id}/messages")
    assert (post.body["nonce"], post.body["enforce_nonce"]) == (job.id, True)


async def test_a_bot_that_may_not_attach_files_there_says_so_and_does_not_count_on_the_channel(
    env: Env, house: House, payloads: dict[int, dict[str, Any]]
) -> None:
    guild, carol = env.create_guild(), env.create_user("carol")
    assert env.bot.user is not None
    denied = {env.bot.user: discord.PermissionOverwrite(attach_files=False)}
    channel = guild.create_text_channel("art", overwrites=denied)
    payloads[carol.id] = {"locale": "ko"}
    house.engine.hold()
    answer = await guild.add_member(carol).slash(channel, "imagine", text="a fox")
    (job,) = await house.jobs_of(carol)

    (told,) = [message for message in answer.followups if message.ephemeral]
    assert told.content == say("ko", "discord.missing_here", {"names": say("ko", "permission.attach_files")})
    assert not job.address.channel_reachable
    house.engine.release()
    await house.settled()
    assert len(channel.last_message.attachments) == 1


async def test_in_a_chat_that_the_bot_is_no_part_of_the_person_gets_a_direct_message_and_is_told_beforehand(
    env: Env, house: House, heard: Heard, payloads: dict[int, dict[str, Any]]
) -> None:
    carol = env.create_user("carol")
    payloads[carol.id] = {"context": 2}  # between people, with an app that one of them has installed
    house.engine.hold()
    await carol.slash("imagine", text="a fox", raw=True)
    told = await heard.until(lambda call: say("en", "discord.privately_later") in str(call.body))
    assert told.method == "PATCH"
    await env.advance_time(TOKEN_LIFE_S)
    house.engine.release()
    await house.settled()

    (job,) = await house.jobs_of(carol)
    first, second = carol.dm_channel.history()
    assert not job.place.private
    assert (len(first.attachments), len(second.attachments)) == (0, 1)
    assert job.address.message == str(second.id)


async def test_a_result_that_reaches_nobody_is_kept(env: Env, house: House, world: World) -> None:
    await held_job(house, world)
    await env.advance_time(TOKEN_LIFE_S)
    env.inject_error("PATCH", "/channels/*", status=403, code=50001, times=None)
    env.inject_error("POST", "/channels/*", status=403, code=50007, times=None)
    house.engine.release()
    await house.settled()

    (job,) = await house.jobs_of(world.alice)
    assert job.state == JobState.DONE
    assert (await house.studio.store.file(job.results[0])).startswith(b"\x89PNG")


async def test_on_the_way_nobody_is_bothered_with_direct_messages(house: House, world: World) -> None:
    job = await held_job(house, world)
    view = View(job_id=job.id, locale="en", stage="painting", headline="…")
    lost = replace(job.address, interaction_token="", channel_reachable=False)

    assert await house.front.courier.show(lost, view) == lost
    house.engine.release()
    await house.settled()


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (429, 0, ShowLater),
        (500, 0, ShowFailed),
        (503, 0, ShowFailed),
        (404, 10008, Unreachable),  # the message was deleted, and with it the wish to see more of it
        (403, 40001, Unreachable),
        (400, 50035, Unreachable),
    ],
)
async def test_discords_refusals_become_delivery_errors(
    env: Env, house: House, world: World, status: int, code: int, expected: type[DeliveryError]
) -> None:
    job = await held_job(house, world)
    view = View(job_id=job.id, locale="en", stage="queued", headline="…")
    await env.settle()
    env.inject_error("PATCH", "/webhooks/*", status=status, code=code)

    with pytest.raises(expected):
        await house.front.courier.show(job.address, view)
    house.engine.release()
    await house.settled()


async def test_a_result_survives_an_outage_of_discords(env: Env, house: House, world: World) -> None:
    await held_job(house, world)
    env.inject_error("PATCH", "/webhooks/*", status=503, times=None)
    house.engine.release()
    async with asyncio.timeout(PATIENCE_S):
        while await house.studio.store.next_due("discord", house.clock()) is None:
            await env.settle()
    env.backend.faults.clear()
    await env.advance_time(60)
    house.studio.delivery.wake()
    await house.settled()

    assert len(world.message.attachments) == 1


async def test_without_a_connection_everything_is_shown_later(house: House, world: World) -> None:
    job = await held_job(house, world)
    offline = DiscordFront(house.settings).courier

    with pytest.raises(ShowLater):
        await offline.show(job.address, View(job_id=job.id, locale="en", stage="queued", headline="…"))
    house.engine.release()
    await house.settled()
