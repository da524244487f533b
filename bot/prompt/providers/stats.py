"""How a provider fares, as numbers since the start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """`remembered` answers cost no call; `skipped` questions met it resting; `seconds` are of all calls."""

    provider: str
    answered: int = 0
    failed: int = 0
    remembered: int = 0
    skipped: int = 0
    retried: int = 0
    seconds: float = 0.0
