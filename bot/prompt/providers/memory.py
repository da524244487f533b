"""Where answers are kept, so that the same question costs its owner money once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

KEPT_S = 30 * 24 * 3600.0
"""How long an answer is good."""


class Memory(Protocol):
    """Questions are hashes, answers JSON; times are unix seconds. `bot.store.Store` is one."""

    async def recall(self, provider: str, question: str, now: float) -> str | None: ...

    async def remember(self, provider: str, question: str, answer: str, *, now: float, until: float) -> None: ...


class BriefMemory:
    """Answers of this process only, the newest `most`; for a planner without a store."""

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._answers: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()

    async def recall(self, provider: str, question: str, now: float) -> str | None:
        answer, until = self._answers.get((provider, question), ("", 0.0))
        return answer if now < until else None

    async def remember(self, provider: str, question: str, answer: str, *, now: float, until: float) -> None:  # noqa: ARG002 - the store sweeps by it
        self._answers[provider, question] = answer, until
        self._answers.move_to_end((provider, question))
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
