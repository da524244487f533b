"""How soon people on Telegram see that they were heard, while the engine is busy with those before them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import click
import structlog
from pydantic import SecretStr

from benchmarks.beside import beside
from benchmarks.report import percentile, say, versions
from benchmarks.telegram_server import Ask, Told, serve
from bot.app import App, create
from bot.config import Settings
from bot.handlers.telegram import TelegramFront
from bot.handlers.telegram.windows import Rates
from tests.handlers.telegram.server import TOKEN

UPDATES = 100
SPREAD_S = 1.0
BEFORE = 8
"""People who make the engine busy, and wake the analysis."""
LONG = "--count 4 --steps 60"
"""What they want of it: more than it can paint meanwhile."""
PATIENCE_S = 300.0
LOOK_AGAIN_S = 0.2
CALM_S = 2.0
"""After them, so that the limits are as if nobody had written."""


@dataclass(frozen=True, slots=True)
class TelegramReport:
    """From the moment that a server in another process has an update until it gets the first visible answer to it.

    The engine was painting when the first one was sent; `busy` tells whether it still was after the last. `ack_*` count
    from when Telegram's limit of 30 messages a second over all would have let that answer through at the soonest,
    `raw_*` from the update. `refused` are the calls that the server, which holds the limits, refused.
    """

    versions: dict[str, str]
    backend: str
    updates: int
    spread_s: float
    busy: bool
    ack_p50_ms: float
    ack_p99_ms: float
    ack_max_ms: float
    raw_p50_ms: float
    raw_p99_ms: float
    calls: int
    refused: int


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--backend", type=click.Choice(["local", "fake"]), default="local", help="What is busy painting.")
def telegram(*, as_json: bool, backend: Literal["local", "fake"]) -> None:
    """Bring 100 updates within a second over loopback, and time the first visible answers."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with beside(serve) as wire, TemporaryDirectory() as folder:
        report = asyncio.run(_measure(wire, Path(folder), backend))
    say(report, as_json=as_json)


async def _measure(wire: Connection, folder: Path, backend: Literal["local", "fake"]) -> TelegramReport:
    url = await asyncio.to_thread(wire.recv)
    settings = Settings(
        _env_file=None, data_dir=folder, backend=backend, telegram_token=SecretStr(TOKEN), telegram_api_url=url
    )
    app = create(settings, [TelegramFront(settings)])
    await app.start()
    try:
        await _asked(wire, Ask(BEFORE, 0.1, LONG))
        async with asyncio.timeout(PATIENCE_S):
            await _paints(app)
        await asyncio.sleep(CALM_S)
        told = await _asked(wire, Ask(UPDATES, SPREAD_S))
        busy = not await app.studio.store.settled()
    finally:
        await app.stop()
    raw_ms = [1000 * (answered - asked) for asked, answered in told.times]
    late_ms = late(told.times)
    return TelegramReport(
        versions=versions("python-telegram-bot", "httpx"),
        backend=backend,
        updates=len(told.times),
        spread_s=SPREAD_S,
        busy=busy,
        ack_p50_ms=percentile(late_ms, 0.5),
        ack_p99_ms=percentile(late_ms, 0.99),
        ack_max_ms=max(late_ms),
        raw_p50_ms=percentile(raw_ms, 0.5),
        raw_p99_ms=percentile(raw_ms, 0.99),
        calls=told.calls,
        refused=told.refused,
    )


async def _paints(app: App) -> None:
    """Wait until the engine has loaded and is at the first picture."""
    while not (await app.studio.store.watch.line(0)).on_device:  # noqa: ASYNC110 - measured from outside
        await asyncio.sleep(LOOK_AGAIN_S)


async def _asked(wire: Connection, ask: Ask) -> Told:
    wire.send(ask)
    told: Told = await asyncio.to_thread(wire.recv)
    return told


def late(times: Sequence[tuple[float, float]]) -> list[float]:
    """Milliseconds from when the limit over all let each answer through, in order of answering, until it came."""
    rate, soonest = Rates().overall, list[float]()
    asked, answered = sorted(asked for asked, _ in times), sorted(answered for _, answered in times)
    for n, at in enumerate(asked):
        soonest.append(max(at, soonest[n - rate.limit] + rate.period_s) if n >= rate.limit else at)
    return [1000 * max(came - could, 0.0) for came, could in zip(answered, soonest, strict=True)]
