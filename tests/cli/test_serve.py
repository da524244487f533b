"""The bot as a process: what an operating system sees of it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import psutil
import pytest

START_LIMIT_S = 60.0
HEAVY = ("libtorch", "libjvm", "libpython_jpype")


class Serving:
    """`hwaga serve` in a folder of its own, with the fake backend; its page is on `url`."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self.process = process
        self.url = url

    @property
    def bot(self) -> psutil.Process:
        return psutil.Process(self.process.pid)

    async def get(self, path: str) -> int:
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as answer:
            return answer.status


def libraries(process: psutil.Process) -> list[str]:
    """The files that it has mapped; macOS does not tell."""
    return [mapped.path for mapped in process.memory_maps()] if hasattr(process, "memory_maps") else []


async def start(folder: Path, **settings: str) -> Serving:
    environment = {**os.environ, "DATA_DIR": str(folder), "PORT": "0", "BACKEND": "fake", "LANG": "en", **settings}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", env=environment, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    async with asyncio.timeout(START_LIMIT_S):
        async for line in process.stderr:
            if line.startswith(b"The page is open at "):
                return Serving(process, line.decode().split()[-1].rstrip("/"))
    raise AssertionError("ended before the page was open")


@pytest.fixture
async def serving(tmp_path: Path) -> AsyncIterator[Serving]:
    serving = await start(tmp_path)
    yield serving
    if serving.process.returncode is None:
        serving.process.kill()
        await serving.process.wait()


async def gone(processes: list[psutil.Process]) -> bool:
    _, alive = await asyncio.to_thread(psutil.wait_procs, processes, timeout=10)
    return not alive


async def test_the_bot_process_is_light_and_serves_the_page(serving: Serving) -> None:
    assert await serving.get("/") == 200
    assert serving.bot.memory_info().rss < 200 * 2**20
    assert not [library for library in libraries(serving.bot) if any(name in library for name in HEAVY)]


async def test_sigterm_ends_it_in_order_and_takes_its_children_along(serving: Serving) -> None:
    children = serving.bot.children(recursive=True)
    assert children

    serving.process.terminate()

    assert await asyncio.wait_for(serving.process.wait(), 30) == 0
    assert await gone(children)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")
async def test_kill_9_leaves_no_child_behind(serving: Serving) -> None:
    children = serving.bot.children(recursive=True)
    assert children

    serving.process.kill()
    await serving.process.wait()

    assert await gone(children)


async def test_a_wrong_token_is_told_and_the_page_goes_on(tmp_path: Path) -> None:
    # nothing listens on the discard port: Telegram cannot be reached, which is told, and tried again beside the page
    serving = await start(tmp_path, TELEGRAM_TOKEN="1:wrong", TELEGRAM_API_URL="http://127.0.0.1:9")
    try:
        assert await serving.get("/") == 200
    finally:
        serving.process.kill()
        await serving.process.wait()
