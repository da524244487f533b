from __future__ import annotations

import pytest

from bot.i18n import say
from tests.handlers.telegram.house import WISH, TelegramHouse
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import LoopbackTelegram

pytestmark = pytest.mark.asyncio(loop_scope="session")

HIDDEN = "воов"  # in Cyrillic, which nobody has to understand first


@pytest.mark.parametrize(("wish", "veiled"), [(WISH, False), (HIDDEN, True)])
async def test_what_not_everybody_wants_to_see_is_hidden(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person, wish: str, *, veiled: bool
) -> None:
    await alice.shown(alice.write(wish))
    await house.settled()

    media = [call.values["media"] for call in telegram.of("editMessageMedia")]
    assert media
    assert {bool(one.get("has_spoiler")) for one in media} == {veiled}


async def test_a_new_message_hides_it_too(house: TelegramHouse, telegram: LoopbackTelegram, alice: Person) -> None:
    house.engine.hold()
    status = await alice.answered(alice.write(HIDDEN))
    await telegram.world.until(lambda: status.text == say("en", "view.started"))
    alice.delete(status)
    house.engine.release()
    await house.settled()

    (photo,) = telegram.of("sendPhoto")
    assert photo.values["has_spoiler"] is True
