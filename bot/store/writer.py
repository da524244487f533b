"""The store's one writer. What waits for it goes into one transaction, so that the disk is asked once for all of it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

AT_ONCE = 64
"""Works in one transaction: who waits for the first of them waits for the last."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Task:
    work: Callable[[Connection], Any]
    durable: bool
    done: Future[Any] = field(default_factory=Future)


class Writer:
    """One thread, that begins with the first work. Each work is done as a whole, or not at all where it raises.

    Works are in order, and see what those before them did. Should the disk fail under several of them, they are tried
    again one by one, so a work must bear to be begun twice.
    """

    def __init__(self, durable: Engine, quick: Engine) -> None:
        """`durable` commits survive a power cut; those of `quick`, much cheaper, survive a crash of the process."""
        self._durable = durable
        self._quick = quick
        self._waiting: deque[_Task] = deque()
        self._thread = ThreadPoolExecutor(1, "store writer")

    async def do(self, work: Callable[[Connection], T], *, durable: bool) -> T:
        """What `work` returns, once it is committed. It is not begun any more when its caller is cancelled before."""
        task = _Task(work, durable)
        self._waiting.append(task)
        self._thread.submit(self._round)
        result: T = await asyncio.wrap_future(task.done)
        return result

    def close(self) -> None:
        """Wait for what waits. Blocking, idempotent, and for good."""
        self._thread.shutdown()

    def _round(self) -> None:
        """All that waits now. There is a round for each task; most of them find nothing left."""
        tasks = [self._waiting.popleft() for _ in range(min(len(self._waiting), AT_ONCE))]
        tasks = [task for task in tasks if task.done.set_running_or_notify_cancel()]
        if len(tasks) > 1:
            self._together(tasks)
        else:
            self._one_by_one(tasks)

    def _together(self, tasks: list[_Task]) -> None:
        outcomes = list[_Outcome]()
        try:
            with self._engine(tasks).begin() as connection:
                for task in tasks:
                    outcomes.append(_apart(connection, task))
        except Exception as error:  # noqa: BLE001 - theirs who wait for it
            if outcomes:  # nothing of it is there
                self._one_by_one(tasks)
            else:  # nobody's work had begun: somebody else holds the lock
                _settle(_Outcome(task, None, error) for task in tasks)
        else:
            _settle(outcomes)

    def _one_by_one(self, tasks: list[_Task]) -> None:
        for task in tasks:
            try:
                with self._engine([task]).begin() as connection:
                    result = task.work(connection)
            except Exception as error:  # noqa: BLE001 - theirs who wait for it
                _settle([_Outcome(task, None, error)])
            else:
                _settle([_Outcome(task, result, None)])

    def _engine(self, tasks: list[_Task]) -> Engine:
        return self._durable if any(task.durable for task in tasks) else self._quick


@dataclass(frozen=True, slots=True)
class _Outcome:
    task: _Task
    result: Any
    error: Exception | None


def _apart(connection: Connection, task: _Task) -> _Outcome:
    """One work among others: where it raises, the others stand. Raises where the disk failed under all of them."""
    savepoint = connection.begin_nested()
    try:
        result = task.work(connection)
    except Exception as error:  # noqa: BLE001 - theirs who wait for it
        savepoint.rollback()
        return _Outcome(task, None, error)
    savepoint.commit()
    return _Outcome(task, result, None)


def _settle(outcomes: Iterable[_Outcome]) -> None:
    for outcome in outcomes:
        if outcome.error is None:
            outcome.task.done.set_result(outcome.result)
        else:
            outcome.task.done.set_exception(outcome.error)
