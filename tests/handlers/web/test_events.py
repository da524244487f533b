from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.handlers.web import front
from tests.handlers.web.house import House
from tests.handlers.web.visitor import Visitor


async def test_an_open_page_is_told_every_stage_up_to_the_picture(house: House, visitor: Visitor) -> None:
    house.engine.hold(3)
    async with visitor.events() as events:
        first = await anext(events)
        _, card = await visitor.ask(text="a sea")
        painting = await _until(events, lambda told: told["preview"])
        house.engine.release()
        done = await _until(events, lambda told: told["stage"] == "done")

    assert first == ("cards", [])
    assert painting["preview"].startswith("data:image/jpeg;base64,")
    assert 0 < painting["fraction"] < 1
    assert painting["actions"] == ["cancel"]
    assert (done["id"], len(done["pictures"])) == (card["id"], 1)


async def test_a_page_that_opens_while_painting_sees_it_at_once_with_its_preview(
    house: House, visitor: Visitor
) -> None:
    house.engine.hold(3)
    async with visitor.events() as events:
        await visitor.ask(text="a sea")
        await _until(events, lambda told: told["preview"])
    async with visitor.events() as reopened:
        _, (card,) = await anext(reopened)
    house.engine.release()
    await house.settled()

    assert (card["stage"], card["text"]) == ("painting", "a sea")
    assert card["preview"] is not None


async def test_every_tab_of_a_browser_is_told_and_no_other_browser(visitor: Visitor, stranger: Visitor) -> None:
    async with visitor.events() as one, visitor.events() as two, stranger.events() as other:
        await anext(other)
        await visitor.ask(text="a sea")
        await _until(one, lambda told: told["stage"] == "done")
        await _until(two, lambda told: told["stage"] == "done")
        await stranger.ask(text="my own")
        theirs = await _until(other, lambda told: told["stage"] == "done")

    assert theirs["text"] == "my own"


async def test_what_was_finished_while_nobody_looked_is_there_afterwards(house: House, visitor: Visitor) -> None:
    await visitor.ask(text="a sea")
    await house.settled()

    async with visitor.events() as events:
        _, (card,) = await anext(events)

    assert card["stage"] == "done"


async def test_history_is_told_in_the_language_that_is_read_now(house: House, visitor: Visitor) -> None:
    await visitor.ask(text="a sea")
    await house.settled()
    async with visitor.session.get("/?lang=ko") as response:
        page = await response.text()
    (card,) = await visitor.cards()

    assert '<html lang="ko">' in page
    assert "시드" in dict(card["details"])


async def test_a_stop_ends_the_streams_of_open_pages_and_waits_for_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "_SHUTDOWN_S", 600.0)
    house = await House(tmp_path).open()
    async with Visitor(house.url) as visitor:
        await visitor.arrive()
        async with visitor.events() as events:
            await anext(events)
            async with asyncio.timeout(20):
                await house.front.stop()

            assert [told async for told in events] == []
    await house.close()


async def _until(events: Any, found: Any) -> dict[str, Any]:
    """The first card that is so."""
    async for name, told in events:
        if name == "card" and found(told):
            card: dict[str, Any] = told
            return card
    raise AssertionError("the stream ended")
