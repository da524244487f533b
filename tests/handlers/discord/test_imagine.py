from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from simcord import Env

from bot.errors import EmptyRequest, Moderated, OutOfMemory, PictureTooLarge, TooManyWaiting
from bot.i18n import say, say_problem
from bot.jobs import JobState
from tests.handlers.discord.heard import Heard
from tests.handlers.discord.house import House
from tests.handlers.discord.world import World, colour_of, png


async def test_the_acknowledgement_becomes_the_picture(house: House, world: World) -> None:
    house.engine.hold()
    answer = await world.imagine(seed=7)
    house.engine.release()
    await house.settled()

    message = world.message
    assert message.id == answer.response.id
    assert message.content == say("en", "view.done")
    assert [a.filename for a in message.attachments] == ["hwaga-7.png"]
    assert {field.name: field.value for field in message.embeds[0].fields}[say("en", "view.seed")] == "7"
    labels = [button.label for row in message.components for button in row.children]
    assert say("en", "action.again") in labels


async def test_people_are_answered_while_the_engine_is_busy(house: House, world: World) -> None:
    """How soon, benchmarks/discord.py measures."""
    house.engine.hold()
    for _ in range(6):
        await world.imagine()
    answer = await world.imagine()

    assert answer.deferred or answer.response.content
    house.engine.release()
    await house.settled()


async def test_progress_and_a_preview_are_shown_on_the_way(house: House, world: World, heard: Heard) -> None:
    house.engine.hold(step=3)
    await world.imagine()
    await heard.until(lambda call: "▰" in str(call.body) and call.file_bytes != ())

    assert world.message.attachments[0].filename.endswith(".jpg")
    assert world.message.components[0].children[0].label == say("en", "action.cancel")
    house.engine.release()
    await house.settled()


@pytest.mark.parametrize(("locale", "ours"), [("ko", "ko"), ("en-GB", "en"), ("fi", "en")])
async def test_people_are_spoken_to_in_their_language(
    house: House, world: World, payloads: dict[int, dict[str, Any]], locale: str, ours: Any
) -> None:
    payloads[world.alice.id] = {"locale": locale}
    await world.imagine("노을 지는 바다")
    await house.settled()

    assert world.message.content == say(ours, "view.done")
    assert world.message.embeds[0].fields[0].value == "노을 지는 바다"


async def test_it_paints_in_direct_messages(env: Env, house: House) -> None:
    carol = env.create_user("carol")
    await carol.slash("imagine", text="a fox", raw=True)
    await house.settled()

    (message,) = carol.dm_channel.history()
    assert message.attachments[0].filename.endswith(".png")
    assert (await house.jobs_of(carol))[0].place.private


async def test_a_photo_is_painted_over(house: House, world: World) -> None:
    await world.imagine(image=("photo.png", png("red")), strength=0.05)
    await house.settled()

    (job,) = await house.jobs_of(world.alice)
    red, green, blue = await colour_of(world.message)
    assert job.request.task == "image2image"
    assert red > 200 > max(green, blue)


async def test_what_people_write_mentions_nobody(house: House, world: World) -> None:
    await world.imagine(f"@everyone @here <@{world.bob.id}> **bold**")
    await house.settled()

    message = world.message
    assert not message.mention_everyone
    assert not message.mentions
    assert r"\*\*bold\*\*" in str(message.embeds[0].fields[0].value)


async def test_a_request_for_nothing_is_told_what_is_missing(house: House, world: World) -> None:
    answer = await world.alice.slash(world.channel, "imagine")

    assert answer.response.content == say_problem("en", EmptyRequest().problem)
    assert await house.jobs_of(world.alice) == []


async def test_a_picture_over_the_limit_is_refused_before_it_is_fetched(
    house: House, world: World, payloads: dict[int, dict[str, Any]]
) -> None:
    house.settings.picture_max_mib = 0.0001
    payloads[world.alice.id] = {"locale": "ko"}
    photo = png()
    answer = await world.imagine(image=("photo.png", photo))

    assert answer.ephemeral
    assert answer.response.content == say_problem("ko", PictureTooLarge(0.0, 0.0001).problem)
    assert await house.jobs_of(world.alice) == []


async def test_a_painting_over_the_places_limit_comes_as_webp_and_says_so(
    house: House, world: World, payloads: dict[int, dict[str, Any]]
) -> None:
    payloads[world.alice.id] = {"attachment_size_limit": 700, "locale": "ko"}
    await world.imagine(seed=7)
    await house.settled()

    (file,) = world.message.attachments
    assert (file.filename, file.size <= 700) == ("hwaga-7.webp", True)
    assert say("ko", "discord.smaller") in world.message.content
    (job,) = await house.jobs_of(world.alice)
    assert len(await house.studio.store.file(job.results[0])) > 700


async def test_a_file_that_is_no_picture_is_named(house: House, world: World) -> None:
    answer = await world.imagine(image=("photo.png", b"no picture at all"))

    assert answer.response.content == say("en", "error.unknown_picture")
    assert await house.jobs_of(world.alice) == []


async def test_a_photo_that_discord_has_lost_is_asked_for_again(
    env: Env, house: House, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(env.backend.cdn, "get", lambda _url: None)
    answer = await world.imagine(image=("photo.png", png()))

    assert answer.response.content == say("en", "error.picture_gone")
    assert await house.jobs_of(world.alice) == []


async def test_who_has_too_many_jobs_waiting_is_told_and_nobody_else(house: House, world: World) -> None:
    house.settings.jobs_per_person = 1
    house.engine.hold()
    await world.imagine()
    answer = await world.imagine()

    (told,) = answer.followups
    assert (told.content, told.ephemeral) == (say_problem("en", TooManyWaiting(1, 1).problem), True)
    assert answer.response is None
    house.engine.release()
    await house.settled()


async def test_what_is_not_painted_is_said_to_the_person_alone(house: House, world: World) -> None:
    answer = await world.imagine("porn")

    (told,) = answer.followups
    assert (told.content, told.ephemeral) == (say_problem("en", Moderated("sexual").problem), True)
    assert await house.jobs_of(world.alice) == []


async def test_what_not_everybody_wants_to_see_is_hidden(house: House, world: World) -> None:
    await world.imagine("a nude statue", seed=7)
    await house.settled()

    assert [attachment.filename for attachment in world.message.attachments] == ["SPOILER_hwaga-7.png"]


async def test_a_failure_of_the_engine_is_told_in_the_message(house: House, world: World) -> None:
    house.engine.fail(*[OutOfMemory()] * 5, step=3)
    await world.imagine()
    await house.settled()

    assert world.message.content == say("en", "error.out_of_memory")
    assert not world.message.attachments
    assert (await house.jobs_of(world.alice))[0].state == JobState.FAILED


class BrokenDice(random.Random):
    def getrandbits(self, k: int, /) -> int:
        raise ZeroDivisionError(k)


async def test_a_bug_is_told_to_the_person_and_not_hidden(env: Env, house: House, world: World) -> None:
    house.front.attach(replace(house.studio, random=BrokenDice()))
    answer = await world.imagine()

    assert answer.response.content == say("en", "error.unknown")
    assert "ZeroDivisionError" in str(env.errors)


async def test_help_is_seen_by_its_person_only(world: World) -> None:
    answer = await world.alice.slash(world.channel, "help")

    assert answer.ephemeral
    assert "/imagine" in answer.response.content
    assert world.channel.history(viewer=world.bob) == []
