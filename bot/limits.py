"""What one person may ask for: how many jobs wait, how often, and how much of the device. Pure.

The budget is a token bucket, in megapixel-steps. It is kept as what a person owes: that needs no row for who never
asked, and a bucket that is full again is a debt of nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any

from bot.errors import BudgetSpent, CoolingDown, Refused, TooCostly, TooManyWaiting, TooManyWaitingHere

_HOUR_S = 3600.0
_ROUNDING_S = 1e-3
"""What arithmetic may be wrong by: who waits exactly as long as they were told is let in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What holds for one person in one place; 0 is no limit.

    `waiting` and `waiting_here` count unfinished jobs, the person's and the place's. `budget` is the most that may be
    owed, in megapixel-steps; `refill_per_h` of it come back in an hour, above 0 where there is a budget.
    """

    waiting: int = 0
    waiting_here: int = 0
    budget: float = 0.0
    refill_per_h: float = 0.0
    cooldown_s: float = 0.0

    def replaced(self, overrides: Overrides) -> Limits:
        """These, and what is overridden instead."""
        return Limits(**{name: _or(value, getattr(self, name)) for name, value in _values(overrides).items()})

    def tightened(self, overrides: Overrides) -> Limits:
        """What is overridden instead, but never more than these."""
        wanted = self.replaced(overrides)
        return Limits(
            waiting=_stricter(self.waiting, wanted.waiting),
            waiting_here=_stricter(self.waiting_here, wanted.waiting_here),
            budget=_stricter(self.budget, wanted.budget),
            refill_per_h=_stricter(self.refill_per_h, wanted.refill_per_h),
            cooldown_s=max(self.cooldown_s, wanted.cooldown_s),
        )


UNLIMITED = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """Limits for some people or places; None leaves a limit as it is, 0 takes it away (but not `refill_per_h`)."""

    waiting: int | None = None
    waiting_here: int | None = None
    budget: float | None = None
    refill_per_h: float | None = None
    cooldown_s: float | None = None

    def over(self, others: Overrides) -> Overrides:
        """These, and where they say nothing, the others."""
        theirs = _values(others)
        return Overrides(**{name: _or(value, theirs[name]) for name, value in _values(self).items()})

    def or_more(self, other: Overrides) -> Overrides:
        """Of each limit the one that leaves more; one that says nothing leaves it to the other."""
        theirs = _values(other)
        kept = {name: _laxer(name, value, theirs[name]) for name, value in _values(self).items()}
        return Overrides(**kept)


@dataclass(frozen=True, slots=True)
class Debt:
    """What a person owed at a time (megapixel-steps, unix seconds); it melts from then on."""

    owed: float = 0.0
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a person and the place they ask in have taken. `last_asked_at` in unix seconds, 0 for never."""

    waiting: int = 0
    waiting_here: int = 0
    last_asked_at: float = 0.0
    debt: Debt = Debt()


def refusal(limits: Limits, usage: Usage, now: float, cost: float = 0.0) -> Refused | None:
    """Why a request of so many megapixel-steps is not taken now; None where it is. 0 where the cost is not known yet.

    Of two reasons that pass with time it is the longer one, so that who waits as told is let in.
    """
    if limits.budget and cost > limits.budget:
        return TooCostly(round(cost, 1), limits.budget)
    if limits.waiting and usage.waiting >= limits.waiting:
        return TooManyWaiting(usage.waiting, limits.waiting)
    if limits.waiting_here and usage.waiting_here >= limits.waiting_here:
        return TooManyWaitingHere(usage.waiting_here, limits.waiting_here)
    cooling_s, saving_s = _cooling_s(limits, usage, now), _saving_s(limits, usage, now, cost)
    wait_s = math.ceil(max(cooling_s, saving_s) - _ROUNDING_S)
    if wait_s <= 0:
        return None
    if cooling_s >= saving_s:
        return CoolingDown(limits.cooldown_s, wait_s)
    left = limits.budget - owed(usage.debt, limits.refill_per_h, now)
    return BudgetSpent(round(cost, 1), round(max(left, 0.0), 1), limits.budget, wait_s)


def owed(debt: Debt, refill_per_h: float, now: float) -> float:
    """What is left of a debt, never below 0. One of the future is a clock that was set back: nobody waits for it."""
    if debt.at > now:
        return 0.0
    return max(debt.owed - (now - debt.at) * refill_per_h / _HOUR_S, 0.0)


def spend(debt: Debt, cost: float, refill_per_h: float, now: float) -> Debt:
    """The debt of who has taken so many megapixel-steps more."""
    return Debt(owed(debt, refill_per_h, now) + cost, now)


def give_back(debt: Debt, cost: float, spent_at: float, refill_per_h: float, now: float) -> Debt:
    """The debt of who did not get what they spent then: without what had not come back by itself since.

    To give back more would make a long wait and a cancellation worth more than the budget.
    """
    kept = max(cost - max(now - spent_at, 0.0) * refill_per_h / _HOUR_S, 0.0)
    return Debt(max(owed(debt, refill_per_h, now) - kept, 0.0), now)


def _values(overrides: Overrides) -> dict[str, Any]:
    """By name: what is done to each limit is the same."""
    return {each.name: getattr(overrides, each.name) for each in fields(overrides)}


def _or(value: float | None, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _stricter(limit: Any, wanted: Any) -> Any:
    """The lower one; 0 is no limit."""
    return min(limit or math.inf, wanted or math.inf) if limit or wanted else limit


def _laxer(name: str, one: Any, other: Any) -> Any:
    if one is None or other is None:
        return _or(one, other)
    if name == "cooldown_s":
        return min(one, other)
    return 0 if 0 in (one, other) else max(one, other)


def _cooling_s(limits: Limits, usage: Usage, now: float) -> float:
    since = now - usage.last_asked_at
    return max(limits.cooldown_s - since, 0.0) if since >= 0 else 0.0


def _saving_s(limits: Limits, usage: Usage, now: float, cost: float) -> float:
    """Seconds until the cost is within the budget."""
    if not limits.budget:
        return 0.0
    over = owed(usage.debt, limits.refill_per_h, now) + cost - limits.budget
    return max(over, 0.0) * _HOUR_S / limits.refill_per_h
