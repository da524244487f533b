from __future__ import annotations

import discord
from simcord import Env

from bot.errors import Moderated
from bot.i18n import say, say_problem
from bot.requests import Image2Image
from tests.handlers.discord.house import House
from tests.handlers.discord.world import World, png


def bot_id(env: Env) -> int:
    assert env.bot.user is not None
    return int(env.bot.user.id)


async def test_a_mention_with_words_paints_and_the_reply_becomes_the_picture(
    env: Env, house: House, world: World
) -> None:
    await world.alice.send(world.channel, f"<@{bot_id(env)}> 등대")
    await house.settled()

    asked, answer = world.channel.history()
    assert answer.content == say("ko", "view.done")
    assert answer.reference is not None
    assert answer.reference.message_id == asked.id
    (job,) = await house.jobs_of(world.alice)
    assert (job.plan.text, job.address.message) == ("등대", str(answer.id))


async def test_a_mention_with_a_photo_paints_over_it(env: Env, house: House, world: World) -> None:
    await world.alice.send(world.channel, f"<@{bot_id(env)}>", attachments=[("photo.png", png())])
    await house.settled()

    (job,) = await house.jobs_of(world.alice)
    assert job.request.task == "image2image"


async def test_words_in_reply_to_a_photo_of_ones_own_paint_over_it(env: Env, house: House) -> None:
    carol = env.create_user("carol")
    stored = env.backend.store_attachments((await carol.send_dm("a hen")).channel.id, [("photo.png", png())])
    photo = await carol.send_dm("", attachments=stored)
    await house.settled()
    await carol.send_dm("at night", reference=photo.to_reference().to_dict())
    await house.settled()

    new, old, _hen = await house.jobs_of(carol)
    assert isinstance(new.request, Image2Image)
    assert isinstance(old.request, Image2Image)
    assert (new.plan.text, new.request.image) == ("at night", old.request.image)


async def test_a_mention_without_anything_gets_help(env: Env, world: World) -> None:
    await world.alice.send(world.channel, f"<@{bot_id(env)}>")

    assert world.channel.last_message.content == discord.utils.escape_markdown(say("en", "help.discord"))


async def test_what_people_say_among_themselves_is_left_alone(house: House, world: World) -> None:
    first = await world.alice.send(world.channel, "a lighthouse would be nice")
    await world.bob.send(world.channel, "it would", reply_to=first)

    assert len(world.channel.history()) == 2
    assert await house.jobs_of(world.alice) == []


async def test_a_direct_message_is_something_to_paint(env: Env, house: House) -> None:
    carol = env.create_user("carol")
    await carol.send_dm("a fox")
    await house.settled()

    _asked, answer = carol.dm_channel.history()
    assert answer.content == say("en", "view.done")
    assert answer.attachments


async def test_a_bot_that_may_not_answer_says_privately_which_permission_it_lacks(env: Env, house: House) -> None:
    guild = env.create_guild()
    assert env.bot.user is not None
    denied = {env.bot.user: discord.PermissionOverwrite(attach_files=False, send_messages=False)}
    channel, carol = guild.create_text_channel("art", overwrites=denied), env.create_user("carol")
    await guild.add_member(carol).send(channel, f"<@{bot_id(env)}> 바다")

    (told,) = carol.dm_channel.history()
    assert told.content == say("ko", "discord.missing", {"names": "파일 첨부, 링크 첨부, 메시지 보내기"})
    assert await house.jobs_of(carol) == []


async def test_a_reply_to_a_picture_corrects_it(env: Env, house: House, world: World) -> None:
    await world.imagine(seed=7)
    await house.settled()
    await world.alice.send(world.channel, f"<@{bot_id(env)}> at night", reply_to=world.message)
    await house.settled()

    new, old = await house.jobs_of(world.alice)
    assert (new.plan.text, new.request.seed) == ("a lighthouse, at night", old.request.seed)


async def test_a_reply_that_discord_hides_is_told_how_to_be_read(house: House, world: World) -> None:
    await world.imagine()
    await house.settled()
    await world.alice.send(world.channel, "at night", reply_to=world.message)

    assert world.channel.last_message.content == say("en", "discord.unread")
    assert len(await house.jobs_of(world.alice)) == 1


async def test_the_pictures_of_others_are_not_corrected(env: Env, house: House, world: World) -> None:
    await world.imagine(seed=7)
    await house.settled()
    await world.bob.send(world.channel, f"<@{bot_id(env)}> at night", reply_to=world.message)

    assert world.channel.last_message.content == say("en", "error.not_yours")
    assert await house.jobs_of(world.bob) == []


async def test_why_somebody_is_refused_is_their_own_business(env: Env, house: House, world: World) -> None:
    await world.alice.send(world.channel, f"<@{bot_id(env)}> porn")
    await house.settled()
    (told,) = world.alice.user.dm_channel.history()
    env.inject_error("POST", f"/channels/{told.channel.id}/*", status=403, code=50007)
    await world.alice.send(world.channel, f"<@{bot_id(env)}> porn")
    await house.settled()

    where = say("en", "refused.there", {"place": world.channel.guild.name})
    assert told.content == f"{where}\n{say_problem('en', Moderated('sexual').problem)}"
    assert world.channel.last_message.content == say("en", "refused.here")
    assert [message.author == env.bot.user for message in world.channel.history()] == [False, False, True]
    assert await house.jobs_of(world.alice) == []
