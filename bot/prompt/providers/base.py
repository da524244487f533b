"""What a provider does for the planner, and how long it may take.

Every method may raise `ProviderFailed`, and nothing else; `budget_s` is how long the caller waits, in seconds.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol, Self


@dataclass(frozen=True, slots=True)
class Translation:
    """English, without Hangul or prompt syntax; `unwanted` is what the text does not want, where a provider tells."""

    english: str
    unwanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Additions:
    """English phrases that make a picture richer: for the prompt, and for the negative prompt."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


class Translator(Protocol):
    @property
    def name(self) -> str: ...

    async def translate(self, korean: str, budget_s: float) -> Translation: ...


class Interpreter(Protocol):
    """Tells people what was written, in their language; a picture is never painted from it."""

    @property
    def name(self) -> str: ...

    async def interpret(self, english: str, budget_s: float) -> str:
        """The same in Korean."""
        ...


class Paraphraser(Protocol):
    @property
    def name(self) -> str: ...

    async def paraphrase(self, text: str, budget_s: float) -> tuple[str, ...]:
        """The same said otherwise, in the text's own language or in English."""
        ...


class Enhancer(Protocol):
    @property
    def name(self) -> str: ...

    async def enhance(self, text: str, seed: int, budget_s: float) -> Additions:
        """What would suit the text; the same seed gives the same choice."""
        ...


@dataclass(frozen=True, slots=True)
class Budget:
    """Time that several providers share; `ends` is in the running loop's time."""

    ends: float

    @classmethod
    def of(cls, seconds: float) -> Self:
        return cls(asyncio.get_running_loop().time() + seconds)

    def share_s(self, among: int) -> float:
        """What the next of `among` providers may take, so that each has its turn when all of them hang."""
        return max(self.ends - asyncio.get_running_loop().time(), 0.0) / among
