"""How soon people in Discord see that they were heard, while the engine is busy with those before them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import click
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from benchmarks.beside import beside
from benchmarks.discord_server import FIRST_USER, TOKEN, Ask, serve
from benchmarks.report import percentile, say, versions
from bot.app import App, create
from bot.config import Settings
from bot.handlers.discord import DiscordFront
from bot.jobs import JobState
from bot.people import Account

COMMANDS = 100
SPREAD_S = 1.0
BEFORE = 8
"""Commands that make the engine busy, and wake the analysis."""
PATIENCE_S = 300.0
LOOK_AGAIN_S = 0.2


@dataclass(frozen=True, slots=True)
class DiscordReport:
    """From the moment that a server in another process sends a command until it has the acknowledgement back.

    The engine was painting when the first one was sent; `busy` tells whether it still was after the last.
    """

    versions: dict[str, str]
    backend: str
    commands: int
    spread_s: float
    busy: bool
    ack_p50_ms: float
    ack_p99_ms: float
    ack_max_ms: float


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--backend", type=click.Choice(["local", "fake"]), default="local", help="What is busy painting.")
def discord(*, as_json: bool, backend: Literal["local", "fake"]) -> None:
    """Send 100 commands within a second over loopback, and time the acknowledgements."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with beside(serve) as wire, TemporaryDirectory() as folder:
        report = asyncio.run(_measure(wire, Path(folder), backend))
    say(report, as_json=as_json)


async def _measure(wire: Connection, folder: Path, backend: Literal["local", "fake"]) -> DiscordReport:
    port = await asyncio.to_thread(wire.recv)
    Route.BASE = f"http://127.0.0.1:{port}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"http://127.0.0.1:{port}/gateway/")
    settings = Settings(_env_file=None, data_dir=folder, backend=backend, discord_token=SecretStr(TOKEN))
    app = create(settings, [DiscordFront(settings)])
    await app.start()
    try:
        await _asked(wire, Ask(BEFORE, 0.1))
        async with asyncio.timeout(PATIENCE_S):
            await _paints(app)
        took_ms = await _asked(wire, Ask(COMMANDS, SPREAD_S))
        busy = not await app.studio.store.settled()
    finally:
        await app.stop()
    return DiscordReport(
        versions=versions("discord.py", "aiohttp"),
        backend=backend,
        commands=len(took_ms),
        spread_s=SPREAD_S,
        busy=busy,
        ack_p50_ms=percentile(took_ms, 0.5),
        ack_p99_ms=percentile(took_ms, 0.99),
        ack_max_ms=max(took_ms),
    )


async def _asked(wire: Connection, ask: Ask) -> list[float]:
    wire.send(ask)
    took_ms: list[float] = await asyncio.to_thread(wire.recv)
    return took_ms


async def _paints(app: App) -> None:
    """Wait until the engine has loaded and is at the first picture."""
    store = app.studio.store
    first = await store.person(Account("discord", str(FIRST_USER)), "ko")
    while not await store.jobs_of(first, (JobState.PAINTING, JobState.DONE)):  # noqa: ASYNC110 - measured from outside
        await asyncio.sleep(LOOK_AGAIN_S)
