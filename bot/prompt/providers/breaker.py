"""When to leave a provider alone: after a wrong key at once, after faults in a row for longer each time. Pure."""

from __future__ import annotations

from bot.errors import AskLater, BadAnswer, ProviderFailed, QuestionRefused, QuotaSpent, WrongKey

PATIENCE = 3
"""Faults in a row that are borne."""
FIRST_REST_S = 30.0
LONGEST_REST_S = 600.0
LONGEST_ASKED_REST_S = 3600.0
"""A service may ask for more; then it is tried again sooner than it likes."""


class Breaker:
    """Of one provider. Times are unix seconds, told by the caller."""

    def __init__(self) -> None:
        self._faults = 0
        self.rests_until = 0.0

    def resting(self, now: float) -> bool:
        return now < self.rests_until

    def worked(self) -> None:
        self._faults = 0

    def failed(self, failure: ProviderFailed, now: float) -> None:
        """Count a fault of the provider's. What a text brought about is none: nobody shuts it off for the others."""
        if isinstance(failure, BadAnswer | QuestionRefused):
            return
        self._faults += 1
        self.rests_until = max(self.rests_until, now + self._rest_s(failure))

    def _rest_s(self, failure: ProviderFailed) -> float:
        if isinstance(failure, WrongKey | QuotaSpent):
            return LONGEST_REST_S
        asked = min(failure.retry_after_s, LONGEST_ASKED_REST_S) if isinstance(failure, AskLater) else 0.0
        if self._faults < PATIENCE:
            return asked
        doubled: float = FIRST_REST_S * 2 ** min(self._faults - PATIENCE, 10)
        return max(asked, min(doubled, LONGEST_REST_S))
