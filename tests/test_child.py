from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.child import Child
from tests import child_targets

Spawn = Callable[..., Child]
PATIENCE_S = 60.0  # a loaded machine starts a process slowly; nothing here waits that long when all is well


class Inbox:
    def __init__(self) -> None:
        self.messages: asyncio.Queue[Any] = asyncio.Queue()

    async def next(self) -> Any:
        return await asyncio.wait_for(self.messages.get(), PATIENCE_S)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def spawn(inbox: Inbox) -> AsyncIterator[Spawn]:
    children: list[Child] = []

    def make(target: Callable[..., None], *args: Any) -> Child:
        child = Child(target, args, name="test child", receive=inbox.messages.put_nowait)
        children.append(child)
        return child

    yield make

    for child in children:
        await child.kill()


async def test_messages_go_both_ways_in_order(spawn: Spawn, inbox: Inbox) -> None:
    child = spawn(child_targets.echo, "hello")
    await child.start()
    for number in range(5):
        child.send(number)

    heard = [await inbox.next() for _ in range(6)]

    assert heard == ["hello", 0, 1, 2, 3, 4]


async def test_stop_lets_it_finish_and_its_last_words_come_before_its_end(spawn: Spawn, inbox: Inbox) -> None:
    child = spawn(child_targets.echo, "hello")
    await child.start()
    child.send("work")

    code = await child.stop(PATIENCE_S)

    assert code == 0
    assert not child.alive
    assert [inbox.messages.get_nowait() for _ in range(3)] == ["hello", "work", "bye"]


async def test_a_child_that_does_not_stop_is_killed(spawn: Spawn, inbox: Inbox) -> None:
    child = spawn(child_targets.never_listen)
    await child.start()
    pid = await inbox.next()

    code = await child.stop(0.05)

    assert code == -signal.SIGKILL
    assert not psutil.pid_exists(pid)


async def test_a_message_larger_than_the_pipe_blocks_neither_loop_nor_child(spawn: Spawn, inbox: Inbox) -> None:
    child = spawn(child_targets.echo, "hello")
    await child.start()
    large = bytes(8 << 20)

    child.send(large)
    child.send(large)

    assert await inbox.next() == "hello"
    assert await inbox.next() == large
    assert await inbox.next() == large


async def test_a_crash_is_told_after_the_last_words(spawn: Spawn, inbox: Inbox) -> None:
    child = spawn(child_targets.crash)
    await child.start()

    code = await asyncio.wait_for(child.exited(), PATIENCE_S)

    assert code == 3
    assert inbox.messages.get_nowait() == "last words"


async def test_an_error_in_the_target_is_told_by_the_exit_code(spawn: Spawn, capfd: pytest.CaptureFixture[str]) -> None:
    child = spawn(child_targets.raise_error)
    await child.start()

    code = await asyncio.wait_for(child.exited(), PATIENCE_S)

    assert code == 1
    assert "RuntimeError: on purpose" in capfd.readouterr().err


async def test_what_a_child_prints_is_no_part_of_the_bots_output(
    spawn: Spawn, capfd: pytest.CaptureFixture[str]
) -> None:
    child = spawn(child_targets.speak)
    await child.start()
    await asyncio.wait_for(child.exited(), PATIENCE_S)

    said = capfd.readouterr()
    assert said.out == ""
    assert "from a library in C\nfrom Python\n" in said.err


async def test_its_end_is_told_in_the_moment_it_is_no_longer_alive() -> None:
    told: list[tuple[int, bool]] = []
    child = Child(
        child_targets.crash,
        name="test child",
        receive=lambda _message: None,
        gone=lambda code: told.append((code, child.alive)),
    )
    await child.start()
    await asyncio.wait_for(child.exited(), PATIENCE_S)

    assert told == [(3, False)]


async def test_killing_and_stopping_twice_is_killing_once(spawn: Spawn) -> None:
    child = spawn(child_targets.echo, "hello")
    await child.start()

    codes = [await child.kill(), await child.kill(), await child.stop(PATIENCE_S)]

    assert codes == [-signal.SIGKILL] * 3


async def test_sending_to_a_dead_child_is_quiet(spawn: Spawn) -> None:
    child = spawn(child_targets.echo, "hello")
    await child.start()
    await child.kill()

    child.send("anybody there?")

    assert not child.alive


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and niceness")
async def test_ctrl_c_is_ignored_and_the_cpu_yielded(spawn: Spawn, inbox: Inbox) -> None:
    child = spawn(child_targets.tell_state)
    await child.start()

    ignored, blocked, niced = await inbox.next()

    assert ignored
    assert not blocked
    assert niced == 5


async def test_a_child_imports_nothing_heavy_by_itself(spawn: Spawn, inbox: Inbox) -> None:
    child = spawn(child_targets.tell_modules, ("torch", "transformers", "diffusers", "jpype", "numpy"))
    await child.start()

    assert await inbox.next() == []


ORPHAN = """
import asyncio
from bot.child import Child
from tests.child_targets import never_listen

async def main():
    child = Child(never_listen, name="orphan", receive=lambda pid: print(pid, flush=True))
    await child.start()
    await child.exited()

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture
def orphan_maker(tmp_path: Path) -> Path:
    script = tmp_path / "orphan.py"
    script.write_text(ORPHAN, encoding="utf-8")
    return script


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
async def test_kill_9_of_the_bot_leaves_no_child_behind(orphan_maker: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    bot = await asyncio.create_subprocess_exec(sys.executable, orphan_maker, stdout=subprocess.PIPE, env=environment)
    assert bot.stdout is not None
    child = psutil.Process(int(await asyncio.wait_for(bot.stdout.readline(), PATIENCE_S)))

    bot.kill()
    await bot.wait()

    await asyncio.to_thread(child.wait, PATIENCE_S)
    assert not child.is_running()
