"""What people choose and own, through Telegram."""

from __future__ import annotations

import pytest

from bot.i18n import say
from tests.handlers.telegram.house import WISH, TelegramHouse
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import LoopbackTelegram

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_who_chose_a_language_is_spoken_to_in_it(house: TelegramHouse, alice: Person, bob: Person) -> None:
    chosen = await alice.answered(alice.write("/settings --language ko"))
    alices, bobs = await alice.answered(alice.write("/help")), await bob.answered(bob.write("/help"))

    assert chosen.text.startswith(say("ko", "settings.yours"))
    assert alices.text == say("ko", "help.telegram")
    assert bobs.text == say("en", "help.telegram")
    assert house.studio.settings.locale == "en"


async def test_a_deleted_picture_leaves_the_chat(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    status = await alice.answered(alice.write(WISH))
    await telegram.world.until(lambda: status.ended)
    await house.settled()
    (job,) = await house.jobs_of(alice)
    answer = await alice.answered(alice.write(f"/delete {job.id}"))

    assert answer.text == say("en", "delete.done")
    assert status.deleted
    assert await house.jobs_of(alice) == []
