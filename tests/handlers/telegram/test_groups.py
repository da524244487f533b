from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ManagersOnly, Moderated, NotYours
from bot.handlers.telegram.groups import example
from bot.i18n import say, say_problem
from bot.images import Uploads
from bot.people import Account, Locale, Place
from bot.requests import Image2Image, cost
from tests.handlers.telegram.house import WISH, TelegramHouse, telegram_house
from tests.handlers.telegram.person import Person, Room
from tests.handlers.telegram.server import LoopbackTelegram
from tests.makers import a_photo

pytestmark = pytest.mark.asyncio(loop_scope="session")
DONE = say("en", "view.done")
REFUSED = "ѕех"  # in Cyrillic, which nobody has to understand first
RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories", "can_be_edited", "is_anonymous"),
)


@pytest.fixture
def group(telegram: LoopbackTelegram) -> Room:
    return telegram.group()


@pytest.mark.usefixtures("house")
async def test_in_a_group_the_answer_replies_to_whoever_asked_there(alice: Person, group: Room) -> None:
    status = await alice.shown(alice.write(f"/imagine@hwaga_bot {WISH}", at=group))

    assert status.has_media
    assert status.text.startswith(DONE)
    assert group.posts == [status]
    assert alice.posts == []


@pytest.mark.usefixtures("house")
async def test_talk_among_people_is_not_answered(telegram: LoopbackTelegram, alice: Person, group: Room) -> None:
    alice.write("hello everybody", at=group)
    alice.send_photo(a_photo(), "look at this", at=group)
    alice.write("/imagine@another_bot a cat", at=group)
    await alice.shown(alice.write(f"@Hwaga_bot {WISH}", at=group))

    assert len(group.posts) == 1
    assert telegram.fetched == []


async def test_a_photo_with_the_bots_name_in_its_caption_is_painted_over(
    house: TelegramHouse, alice: Person, group: Room
) -> None:
    status = await alice.shown(alice.send_photo(a_photo(), f"{WISH} @hwaga_bot", at=group))
    (job,) = await house.jobs_of(alice)

    assert status.has_media
    assert isinstance(job.request, Image2Image)
    assert job.plan.text == WISH
    assert job.place == Place("telegram", str(group.id), private=False)


async def test_a_photo_in_reply_to_the_bot_is_painted_over(house: TelegramHouse, alice: Person, group: Room) -> None:
    ours = await alice.shown(alice.write(f"/imagine {WISH}", at=group))
    status = await alice.shown(alice.send_photo(a_photo(), WISH, at=group, reply_to=ours))
    newest, _ = await house.jobs_of(alice)

    assert status.has_media
    assert isinstance(newest.request, Image2Image)


async def test_words_in_reply_to_a_picture_of_the_bots_change_it(
    house: TelegramHouse, alice: Person, group: Room
) -> None:
    ours = await alice.shown(alice.write(f"/imagine {WISH} --seed 7", at=group))
    status = await alice.shown(alice.write("once more", at=group, reply_to=ours))
    newest, first = await house.jobs_of(alice)

    assert status.has_media
    assert newest.request.prompt == first.request.prompt
    assert newest.request.seed != first.request.seed == 7


async def test_a_reply_with_the_bots_name_paints_over_somebody_elses_photo(
    house: TelegramHouse, alice: Person, bob: Person, group: Room
) -> None:
    photo = bob.send_photo(a_photo(), at=group)
    await alice.shown(alice.write(f"/imagine {WISH}", at=group, reply_to=photo))

    assert isinstance((await house.jobs_of(alice))[0].request, Image2Image)
    assert await house.jobs_of(bob) == []


async def test_a_forum_topic_is_kept(house: TelegramHouse, telegram: LoopbackTelegram, alice: Person) -> None:
    topic = telegram.group(is_forum=True).topic(42)
    house.engine.hold(step=3)
    asked = alice.write(f"/imagine {WISH}", at=topic)
    status = await alice.answered(asked)
    alice.delete(status)
    house.engine.release()
    await telegram.world.until(lambda: any(post.has_media for post in topic.posts))
    refused = await alice.answered(alice.write("/imagine", at=topic))

    assert {post.thread for post in (status, *topic.posts, refused)} == {42}
    sent = [call for call in telegram.calls if call.method.startswith("send")]
    assert {call.values.get("message_thread_id") for call in sent} == {42}


async def test_whose_picture_it_is_counts_in_a_group_too(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, bob: Person, group: Room
) -> None:
    house.engine.hold()
    asked = alice.write(f"/imagine {WISH}", at=group)
    status = await alice.answered(asked)
    await telegram.world.until(lambda: bool(status.buttons))

    assert await bob.press(status, say("en", "action.cancel")) == say_problem("en", NotYours().problem)
    house.engine.release()
    await alice.shown(asked)
    answers = len(group.posts)
    quiet = bob.write("how beautiful!", at=group, reply_to=status)
    loud = bob.write("@hwaga_bot make it blue", at=group, reply_to=status)
    assert (await bob.shown(loud)).text == say_problem("en", NotYours().problem)
    await house.front.stop()  # when everything heard is done
    assert bob.answers_to(quiet) == []
    assert len(group.posts) == answers + 1


async def test_why_somebody_is_refused_is_their_own_business(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, bob: Person, group: Room
) -> None:
    await alice.answered(alice.write("/help"))  # from then on the bot may write to her
    asked = alice.write(f"/imagine {REFUSED}", at=group)
    await telegram.world.until(lambda: len(alice.posts) > 1)
    stranger = await bob.shown(bob.write(f"/imagine {REFUSED}", at=group))
    await house.front.stop()  # when everything heard is done

    where = say("en", "refused.there", {"place": group.chat["title"]})
    assert alice.posts[-1].text == f"{where}\n{say_problem('en', Moderated('sexual').problem)}"
    assert alice.answers_to(asked) == []
    assert stranger.text == say("en", "refused.here")
    assert group.posts == [stranger]


async def test_a_button_that_is_refused_leaves_nothing_in_the_group(
    house: TelegramHouse, alice: Person, group: Room
) -> None:
    status = await alice.shown(alice.write(f"/imagine {WISH}", at=group))
    (job,) = await house.jobs_of(alice)
    house.studio.settings.budget = cost(job.request) * 1.5
    await alice.shown(alice.write(f"/imagine {WISH}", at=group))
    answer = await alice.press(status, say("en", "action.again"))
    await house.front.stop()  # when everything heard is done

    assert "drawing budget" in answer
    assert len(await house.jobs_of(alice)) == len(group.posts) == 2


async def test_a_groups_gallery_is_for_everybody_there(
    house: TelegramHouse, alice: Person, bob: Person, group: Room
) -> None:
    await alice.shown(alice.write(f"/imagine {WISH}", at=group))
    await house.settled()
    sheet = await bob.answered(bob.write("/gallery", at=group))

    assert sheet.text == say("en", "gallery.here")
    assert sheet.photo
    assert bob.posts == []


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.usefixtures("house")
async def test_who_adds_the_bot_is_told_what_will_not_work_and_paints_at_once(
    telegram: LoopbackTelegram, locale: Locale
) -> None:
    group, adder = telegram.group(), telegram.person("Adder", locale)
    telegram.add_bot(group, adder)
    await telegram.world.until(lambda: bool(group.posts))
    (hello,) = group.posts

    bot = {"bot": "@hwaga_bot"}
    expected = [say(locale, "telegram.hello", bot), say(locale, "telegram.lacks.privacy", bot)]
    assert hello.text == "\n\n".join(expected)
    assert list(hello.buttons) == [example(locale, n) for n in (1, 2, 3)]
    adder.begin_press(hello, hello.buttons[example(locale, 2)])
    assert (await adder.answered(hello)).text == say(locale, "stage.thinking")


async def test_what_a_group_lacks_is_told_once_even_after_restarts(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, alice: Person
) -> None:
    group, other = telegram.group(), telegram.group()
    async with telegram_house(tmp_path, telegram, uploads) as house:
        for room in (group, other):
            telegram.add_bot(room, alice)
        await telegram.world.until(lambda: bool(group.posts and other.posts))
        telegram.add_bot(group, alice, was="member", now="member")
        await alice.answered(alice.write("/help"))
        assert sorted(await house.studio.store.telegram.chats()) == sorted([str(group.id), str(other.id)])
    telegram.world.chats[other.id]["permissions"]["can_send_photos"] = False
    async with telegram_house(tmp_path, telegram, uploads):
        await telegram.world.until(lambda: len(other.posts) > 1)

    assert len(group.posts) == 1
    assert [post.text for post in other.posts[1:]] == [say("en", "telegram.lacks.photos", {"bot": "@hwaga_bot"})]
    assert other.posts[1].buttons == {}


@pytest.mark.usefixtures("house")
async def test_an_administrator_hears_everything_and_lacks_nothing(telegram: LoopbackTelegram, alice: Person) -> None:
    group = telegram.group()
    telegram.world.me_in[group.id] = {"status": "administrator", **dict.fromkeys(RIGHTS, False)}
    telegram.add_bot(group, alice)
    await telegram.world.until(lambda: bool(group.posts))

    assert group.posts[0].text == say("en", "telegram.hello", {"bot": "@hwaga_bot"})


async def test_a_group_that_threw_the_bot_out_is_forgotten(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    group = telegram.group()
    telegram.add_bot(group, alice)
    await telegram.world.until(lambda: bool(group.posts))
    telegram.add_bot(group, alice, was="member", now="kicked")
    await alice.answered(alice.write("/help"))
    await house.front.stop()

    assert await house.studio.store.telegram.chats() == []


async def test_a_group_that_becomes_a_supergroup_keeps_its_jobs(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    old, new = telegram.group(kind="group"), telegram.group()
    house.engine.hold()
    await alice.answered(alice.write(f"/imagine {WISH}", at=old))
    telegram.world.moved[old.id] = new.id
    house.engine.release()
    await telegram.world.until(lambda: any(post.has_media for post in new.posts))
    await house.settled()

    (job,) = await house.jobs_of(alice)
    assert job.place.id == job.address.channel == str(new.id)
    assert not any(post.has_media for post in old.posts)


async def test_the_message_that_tells_of_the_move_is_enough(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    old, new = telegram.group(kind="group"), telegram.group()
    await house.studio.store.telegram.tell(str(old.id), "privacy")
    alice.write("", at=old, migrate_to_chat_id=new.id)
    alice.write("", at=new, migrate_from_chat_id=old.id)
    await alice.answered(alice.write("/help"))
    await house.front.stop()  # when everything heard is done

    assert await house.studio.store.telegram.chats() == [str(new.id)]


async def test_an_anonymous_administrator_may_what_the_group_may(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, bob: Person, group: Room
) -> None:
    telegram.world.admins[group.id] = {alice.id}
    house.engine.hold()
    asked = alice.speak_as(group.chat, f"/imagine {WISH}", at=group)
    status = await alice.answered(asked)
    await telegram.world.until(lambda: bool(status.buttons))

    assert await bob.press(status, say("en", "action.cancel")) == say_problem("en", NotYours().problem)
    assert await alice.press(status, say("en", "action.cancel")) == say("en", "cancel.stopped")
    owner = await house.studio.store.person(Account("telegram", str(group.id)), "en")
    assert len(await house.studio.store.jobs_of(owner)) == 1


@pytest.mark.usefixtures("house")
async def test_a_channels_post_is_painted_in_the_channel(telegram: LoopbackTelegram, alice: Person) -> None:
    channel = telegram.group(kind="channel")
    alice.publish("news of the day", at=channel)
    status = await alice.shown(alice.publish(f"/imagine {WISH}", at=channel))

    assert status.has_media
    assert channel.posts == [status]


@pytest.mark.usefixtures("house")
async def test_a_channels_post_copied_into_its_group_is_not_painted_again(
    telegram: LoopbackTelegram, alice: Person, group: Room
) -> None:
    channel = telegram.group(kind="channel")
    alice.write(f"/imagine {WISH}", at=group, is_automatic_forward=True, sender_chat=channel.chat)
    await alice.answered(alice.write("/help"))

    assert group.posts == []


@pytest.mark.parametrize("locale", ["ko", "en"])
async def test_a_groups_rules_are_set_with_buttons_by_its_administrators_alone(
    house: TelegramHouse, telegram: LoopbackTelegram, bob: Person, group: Room, locale: Locale
) -> None:
    alice = telegram.person("Alice", locale)
    telegram.world.admins[group.id] = {alice.id}
    refused = await bob.answered(bob.write("/place", at=group))
    form = await alice.answered(alice.write("/place", at=group))
    await alice.press(form, say(locale, "option.moderation"))
    await alice.press(form, say(locale, "choice.moderation.safe"))

    assert refused.text == say_problem("en", ManagersOnly().problem)
    assert say(locale, "choice.moderation.safe") in form.text
    rules = await house.studio.store.choices.house(Place("telegram", str(group.id), private=False))
    assert rules.moderation("off") == "safe"
