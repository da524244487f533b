"""Where a provider is, how it is spoken to, and what its complaints mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from bot.errors import AskLater, ProviderDown, ProviderFailed, QuestionRefused, QuotaSpent, WrongKey

_DENIED, _SPENT, _BUSY, _PASSING = {401, 403}, {402, 456}, {429, 529}, {408, 425}
"""Statuses; 456 and 529 are DeepL's own."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where a provider is and how it is spoken to.

    `headers` are made anew for every attempt. `complaint` reads an error's code from an answer that is not 200, ""
    where there is none; codes in `spent` mean that the quota is used up, whatever the status says.
    """

    name: str
    url: str
    headers: Callable[[], Mapping[str, str]]
    complaint: Callable[[Any], str] = lambda _: ""
    spent: frozenset[str] = frozenset()

    def failure(self, status: int, answer: str, retry_after: str, now: float) -> ProviderFailed:
        """What an answer that is not 200 means; `retry_after` is the header of that name, `now` unix seconds."""
        code = self._code(answer)
        detail = f"{status} {code}".strip()
        if status in _SPENT or code in self.spent:
            return QuotaSpent(self.name, detail)
        if status in _DENIED:
            return WrongKey(self.name, detail)
        if status in _BUSY:
            return AskLater(self.name, detail, seconds_of(retry_after, now))
        if status in _PASSING or not 400 <= status < 500:  # noqa: PLR2004 - HTTP's own numbers
            return ProviderDown(self.name, detail)
        return QuestionRefused(self.name, detail)

    def _code(self, answer: str) -> str:
        try:
            return self.complaint(json.loads(answer))[:40]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return ""


def seconds_of(retry_after: str, now: float) -> float:
    """HTTP's Retry-After: seconds, or a date; 0 where it is neither."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - now, 0.0)
    except (ValueError, OverflowError):
        return 0.0
