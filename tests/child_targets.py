"""What the children of tests/test_child.py do. A spawned process imports a target by name: it cannot live in a test."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

from bot.child import Parent, yield_cpu


def echo(parent: Parent, greeting: str) -> None:
    parent.send(greeting)
    for message in parent:
        parent.send(message)
    parent.send("bye")


def crash(parent: Parent) -> None:
    parent.send("last words")
    os._exit(3)


def raise_error(_parent: Parent) -> None:
    message = "on purpose"
    raise RuntimeError(message)


def speak(_parent: Parent) -> None:
    os.write(1, b"from a library in C\n")
    sys.stdout.write("from Python\n")


def never_listen(parent: Parent) -> None:
    parent.send(os.getpid())
    threading.Event().wait()


def tell_state(parent: Parent) -> None:
    before = os.nice(0)
    yield_cpu(5)
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    blocked = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, set())
    parent.send((ignored, blocked, os.nice(0) - before))


def tell_modules(parent: Parent, names: tuple[str, ...]) -> None:
    loaded: dict[str, Any] = sys.modules
    parent.send([name for name in names if name in loaded])
