from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.handlers.web.cards import Card
from bot.handlers.web.streams import Mailbox, Streams

CARD = Card(
    id="1",
    at=0.0,
    text="a sea",
    stage="painting",
    headline="",
    details=(),
    fraction=0.1,
    preview=None,
    pictures=(),
    actions=(),
    spoiler=False,
)


async def test_a_slow_page_gets_the_newest_card_of_each_job() -> None:
    mailbox = Mailbox()
    for fraction in (0.1, 0.2, 0.3):
        mailbox.put(replace(CARD, fraction=fraction))
    mailbox.put(replace(CARD, id="2"))

    taken = await mailbox.take(1)

    assert [(card.id, card.fraction) for card in taken] == [("1", 0.3), ("2", 0.1)]


async def test_an_empty_mailbox_gives_nothing_in_time() -> None:
    assert await Mailbox().take(0.01) == ()


async def test_a_page_that_waits_is_woken_by_a_card_and_by_the_end() -> None:
    streams = Streams()
    with streams.subscribe("me") as mailbox:
        waiting = asyncio.create_task(mailbox.take(10))
        await asyncio.sleep(0)
        streams.publish("you", CARD)
        streams.publish("me", CARD)
        assert await waiting == (CARD,)

        waiting = asyncio.create_task(mailbox.take(10))
        await asyncio.sleep(0)
        streams.close()
        assert await waiting == ()
        assert mailbox.closed


async def test_a_closed_page_is_forgotten() -> None:
    streams = Streams()
    with streams.subscribe("me") as mailbox:
        pass

    streams.publish("me", CARD)

    assert await mailbox.take(0.01) == ()
