"""A process of our own beside the bot: for work that would block the loop, or take the bot with it when it crashes.

The bot owns it: it ignores Ctrl-C, leaves when the bot is gone however it went, and speaks through one pipe. Imports
nothing heavy, and neither may the module of a target: what it needs, the target imports.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.reduction import ForkingPickler
from typing import Any

_SPAWN = multiprocessing.get_context("spawn")  # forking a process with threads, or with CUDA, breaks both
_STOP = b""  # no pickle is empty


class Child:
    """The bot's side: starts `target(parent, *args)` in a new process, once. To run it again, make another one.

    `receive` is called on the loop with each object that the child sends, in order, and never after `exited`.
    All methods but `send` belong to the loop.
    """

    def __init__(
        self,
        target: Callable[..., None],
        args: tuple[Any, ...] = (),
        *,
        name: str,
        receive: Callable[[Any], None],
        gone: Callable[[int], None] | None = None,
    ) -> None:
        """`target` is a module-level function: `target(parent: Parent, *args) -> None`, all of it picklable.

        `gone` is called on the loop with the exit code, in the moment in which `alive` turns false.
        """
        self.name = name
        self._receive = receive
        self._gone = gone
        self._pipe, self._its_pipe = _SPAWN.Pipe(duplex=True)
        self._process = _SPAWN.Process(target=_live, args=(self._its_pipe, target, args), name=name, daemon=True)
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._exit: asyncio.Future[int] | None = None

    @property
    def pid(self) -> int | None:
        """Process id; None before `start`."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it was started and its end has not been seen yet."""
        return self._exit is not None and not self._exit.done()

    async def start(self) -> None:
        """Start the process; returns when it exists, not when it is ready. Raises OSError. Not to be cancelled."""
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(_start_unheard, self._process)
        self._its_pipe.close()
        self._exit = loop.create_future()
        writer = threading.Thread(target=self._write, name=f"{self.name} writer", daemon=True)
        writer.start()
        threading.Thread(target=self._read, args=(loop, writer), name=f"{self.name} reader", daemon=True).start()

    def send(self, message: Any) -> None:
        """Send an object; never blocks, from any thread. Lost without a word when the child is gone: see `exited`."""
        self._outbox.put(bytes(ForkingPickler.dumps(message)))

    async def exited(self) -> int:
        """Wait for its end; the exit code, negative for a signal. Any number may wait."""
        if self._exit is None:
            raise RuntimeError("not started")
        return await asyncio.shield(self._exit)

    async def stop(self, timeout_s: float | None) -> int:
        """Ask it to finish what it does and end; kill it after `timeout_s`, or never. Idempotent."""
        self._outbox.put(_STOP)
        try:
            return await asyncio.wait_for(self.exited(), timeout_s)
        except TimeoutError:
            return await self.kill()

    async def kill(self) -> int:
        """End it at once, whatever it does. Idempotent."""
        if self.alive:
            self._process.kill()
        return await self.exited()

    def _write(self) -> None:
        """Writer thread: a full pipe blocks here, not the loop."""
        while (message := self._outbox.get()) is not None:
            with contextlib.suppress(OSError):  # the child is gone, which the reader sees too
                self._pipe.send_bytes(message)

    def _read(self, loop: asyncio.AbstractEventLoop, writer: threading.Thread) -> None:
        """Reader thread: hands objects to the loop until the child is gone, then tells that, then cleans up."""
        with contextlib.suppress(RuntimeError):  # a closed loop has nobody left to tell
            try:
                for message in self._messages():
                    loop.call_soon_threadsafe(self._receive, message)
            finally:
                self._process.kill()
                self._process.join()
                self._outbox.put(None)
                writer.join()
                self._pipe.close()
                loop.call_soon_threadsafe(self._tell_exit)

    def _messages(self) -> Iterator[Any]:
        """What the child sends. A process that it started may hold its pipe open: its end is watched as well."""
        with contextlib.suppress(EOFError, OSError):
            while self._pipe in connection.wait([self._pipe, self._process.sentinel]):
                yield self._pipe.recv()

    def _tell_exit(self) -> None:
        code = self._process.exitcode or 0
        if self._exit is not None and not self._exit.done():
            self._exit.set_result(code)
            if self._gone is not None:
                self._gone(code)


class Parent:
    """The child's side of the pipe: iterate over it for what the bot sends, until the bot asks to stop."""

    def __init__(self, pipe: Connection[Any, Any]) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()
        self._inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="pipe reader", daemon=True).start()

    def send(self, message: Any) -> None:
        """Send an object; from any thread."""
        with self._lock:
            self._pipe.send(message)

    def __iter__(self) -> Iterator[Any]:
        while (message := self._inbox.get()) != _STOP:
            yield ForkingPickler.loads(message)

    def _read(self) -> None:
        """Reader thread: the pipe never fills up, however long a message takes."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._inbox.put(self._pipe.recv_bytes())
        _leave(1)


def yield_cpu(by: int = 10) -> None:
    """Let other processes go first, this thread's and all that start after it: for what computes on the CPU.

    Not on Windows.
    """
    if hasattr(os, "nice"):
        os.nice(by)


def _start_unheard(process: SpawnProcess) -> None:
    """Start with Ctrl-C held back, which the new process inherits: no traceback before it can ignore the signal."""
    if not hasattr(signal, "pthread_sigmask"):
        process.start()
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _live(pipe: Connection[Any, Any], target: Callable[..., None], args: tuple[Any, ...]) -> None:
    """The life of a child. Ctrl-C is for the bot, which then asks; the standard output is the bot's too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with contextlib.suppress(OSError, ValueError):
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    threading.Thread(target=_leave_with_parent, name="parent watch", daemon=True).start()
    try:
        target(Parent(pipe), *args)
    except BaseException:  # noqa: BLE001 - the edge of the process: told, and told again by the exit code
        traceback.print_exc()
        _leave(1)
    _leave(0)


def _leave_with_parent() -> None:
    """A daemon process outlives a parent that was killed with -9; this one does not."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        _leave(1)


def _leave(code: int) -> None:
    """End at once: taking torch or a JVM down in order takes seconds and may crash."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
