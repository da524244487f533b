"""What people choose and own, through Discord."""

from __future__ import annotations

import zipfile
from io import BytesIO

from bot.i18n import say
from tests.handlers.discord.house import House
from tests.handlers.discord.world import World


async def test_who_chose_a_language_is_spoken_to_in_it(house: House, world: World) -> None:
    chosen = await world.alice.slash(world.channel, "settings", language="ko")
    alices, bobs = await world.alice.slash(world.channel, "help"), await world.bob.slash(world.channel, "help")

    assert chosen.ephemeral
    assert chosen.response.content.startswith(say("ko", "settings.yours"))
    assert alices.response.content == say("ko", "help.discord")
    assert bobs.response.content == say("en", "help.discord")
    assert house.settings.locale == "en"


async def test_ones_data_come_as_a_file_that_nobody_else_sees(house: House, world: World) -> None:
    await world.imagine()
    await house.settled()
    answer = await world.alice.slash(world.channel, "mydata")
    (file,) = answer.response.attachments
    with zipfile.ZipFile(BytesIO(await file.read())) as archive:
        names = archive.namelist()

    assert answer.ephemeral
    assert answer.response.content == say("en", "mydata.here")
    assert "hwaga.json" in names
    assert len(names) == 2


async def test_a_deleted_picture_leaves_the_message(house: House, world: World) -> None:
    await world.imagine()
    await house.settled()
    (job,) = await house.jobs_of(world.alice)
    refused = await world.bob.slash(world.channel, "delete", job=job.id)
    answer = await world.alice.slash(world.channel, "delete", job=job.id)

    assert refused.response.content == say("en", "error.not_yours")
    assert answer.response.content == say("en", "delete.done")
    assert not world.message.attachments
    assert say("en", "view.removed") in str(world.message.content) + str(world.message.embeds)
    assert await house.jobs_of(world.alice) == []
