"""A Telegram in a process of its own, which asks, holds Telegram's flood limits, and times the answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from multiprocessing.connection import Connection

from bot.handlers.telegram.windows import Rates
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import LoopbackTelegram

PATIENCE_S = 120.0
WISH = "노을 지는 바다 위의 고양이"


@dataclass(frozen=True, slots=True)
class Ask:
    """So many people, each in their own chat, write a wish within so many seconds."""

    people: int
    spread_s: float
    options: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """When each was asked for and first answered, in seconds of the server's clock, in order of asking."""

    times: tuple[tuple[float, float], ...]
    calls: int
    refused: int


def serve(wire: Connection) -> None:
    """Send the URL, then a `Told` for each `Ask`, until the other end is closed."""
    asyncio.run(_serve(wire))


async def _serve(wire: Connection) -> None:
    telegram = LoopbackTelegram(None, Rates())
    async with telegram.serving() as url:
        wire.send(url)
        while True:
            try:
                ask: Ask = await asyncio.to_thread(wire.recv)
            except EOFError:
                return
            wire.send(await _ask(telegram, ask))


async def _ask(telegram: LoopbackTelegram, ask: Ask) -> Told:
    people = [telegram.person(f"Person {n}", "ko") for n in range(ask.people)]
    calls, refused = len(telegram.calls), len(telegram.refused)
    times = await asyncio.gather(
        *(_timed(telegram, person, ask.spread_s * n / ask.people, ask.options) for n, person in enumerate(people))
    )
    shown = [call for call in telegram.calls[calls:] if call.method != "getUpdates"]
    return Told(tuple(times), len(shown), len(telegram.refused) - refused)


async def _timed(telegram: LoopbackTelegram, person: Person, after_s: float, options: str) -> tuple[float, float]:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(after_s)
    asked_at, asked = loop.time(), person.write(f"{WISH} {options}".strip())
    await telegram.world.until(lambda: bool(person.posts or asked.reaction), PATIENCE_S)
    return asked_at, loop.time()
