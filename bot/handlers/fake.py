"""A chat without people: for tests, and for whoever builds a front end. It fails on demand, as real platforms do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.errors import Unreachable
from bot.jobs import JobId
from bot.people import Address, Platform
from bot.views import Stage, View

_ENDS = frozenset({"done", "failed", "stopped"})


@dataclass
class Message:
    """One message of the chat, and every view it has shown, oldest first."""

    id: str
    channel: str
    views: list[View] = field(default_factory=list)

    @property
    def view(self) -> View:
        """What stands there now."""
        return self.views[-1]


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the next view, of that stage if one is named.

    `applied`: the chat shows it all the same, and the answer is lost.
    """

    error: Exception
    applied: bool
    stage: Stage | None


class FakeCourier:
    """Posts a message for a job's first view and edits it for the others, like a chat that can edit.

    With a `journal`, what was shown is appended there as JSON lines (`message`, `job`, `stage`, `posted`), and message
    ids go on after those in it: the chat outlives the process. Without `edits` it is like an album of Telegram's: only
    ends are posted, each as a message of its own, and one whose answer was lost comes twice. With `nonces` it knows a
    job that it has a message of, as Discord does: who posts again gets that one.
    """

    def __init__(
        self,
        platform: Platform = "discord",
        *,
        min_interval_s: float = 0.0,
        journal: Path | None = None,
        edits: bool = True,
        nonces: bool = False,
    ) -> None:
        self.platform: Platform = platform
        self.min_interval_s = min_interval_s
        self.messages: dict[str, Message] = {}
        self.in_flight: set[JobId] = set()
        self.overlapped = False
        """Whether two views of one job have ever been on their way at once."""
        self._journal = journal
        self._edits = edits
        self._nonces = nonces
        self._faults: list[Fault] = []
        self._open = asyncio.Event()
        self._open.set()
        self._changed = asyncio.Condition()

    def fail(self, *errors: Exception, stage: Stage | None = None) -> None:
        """Refuse the next views, one for each error; only those of a stage if one is named."""
        self._faults.extend(Fault(error, applied=False, stage=stage) for error in errors)

    def fail_after(self, *errors: Exception, stage: Stage | None = None) -> None:
        """Show the next views, but answer as if not: the platform did it and the connection broke."""
        self._faults.extend(Fault(error, applied=True, stage=stage) for error in errors)

    def heal(self) -> None:
        """Forget the faults that have not come yet."""
        self._faults.clear()

    def hold(self) -> None:
        """Answer nothing until `release`."""
        self._open.clear()

    def release(self) -> None:
        self._open.set()

    async def show(self, address: Address, view: View) -> Address:
        self.overlapped |= view.job_id in self.in_flight
        self.in_flight.add(view.job_id)
        try:
            await self._notify()
            await self._open.wait()
            await asyncio.sleep(0)  # no chat answers at once
            return self._apply(address, view)
        finally:
            self.in_flight.discard(view.job_id)
            await self._notify()

    async def remove(self, address: Address, view: View) -> None:
        if address.message not in self.messages:
            raise Unreachable(address.message)
        await self.show(address, view)

    def _apply(self, address: Address, view: View) -> Address:
        fault = next((fault for fault in self._faults if fault.stage in {None, view.stage}), None)
        if fault is not None:
            self._faults.remove(fault)
        if fault is not None and not fault.applied:
            raise fault.error
        address = self._put(address, view)
        if fault is not None:
            raise fault.error
        return address

    def _put(self, address: Address, view: View) -> Address:
        if not self._edits and view.stage not in _ENDS:
            return address
        if not address.message and self._nonces:
            address = replace(address, message=next((message.id for message in self.of(view.job_id)), ""))
        posted = not address.message or not self._edits
        if posted:
            address = replace(address, message=str(self._next_id()))
        message = self.messages.setdefault(address.message, Message(address.message, address.channel))
        message.views.append(view)
        if self._journal is not None:
            entry = {"message": address.message, "job": view.job_id, "stage": view.stage, "posted": posted}
            with self._journal.open("a") as file:
                file.write(json.dumps(entry) + "\n")
        return address

    def _next_id(self) -> int:
        if self._journal is None:
            return len(self.messages) + 1
        return len(self._journal.read_text().splitlines()) + 1 if self._journal.exists() else 1

    def of(self, job_id: JobId) -> list[Message]:
        """The messages that show a job; more than one is one too many."""
        return [message for message in self.messages.values() if message.view.job_id == job_id]

    def stages(self, job_id: JobId) -> list[Stage]:
        """The stages that a job's messages have shown, in order of message and time."""
        return [view.stage for message in self.of(job_id) for view in message.views]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of this chat."""
        async with self._changed:
            await self._changed.wait_for(holds)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
