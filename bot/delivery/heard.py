"""What those who wait have heard of their place in the queue, so that nobody is told the same twice."""

from __future__ import annotations

from bot.delivery.show import worth_telling
from bot.estimates import Wait
from bot.i18n import Span
from bot.jobs import JobId
from bot.modes import Mode

_Words = tuple[int, Span | None, Mode]


class Heard:
    """As coarse as what is said: a second more or less is no news."""

    def __init__(self) -> None:
        self._heard: dict[JobId, _Words] = {}

    def knows(self, job_id: JobId, wait: Wait) -> bool:
        """Whether the person would read what they read already."""
        return self._heard.get(job_id) == _words(wait)

    def tell(self, job_id: JobId, wait: Wait) -> bool:
        """Remember that it is told; False where it was known."""
        if self.knows(job_id, wait):
            return False
        self._heard[job_id] = _words(wait)
        return True

    def forget(self, job_id: JobId) -> None:
        """It was not told after all, or something else was since."""
        self._heard.pop(job_id, None)

    def __len__(self) -> int:
        return len(self._heard)


def _words(wait: Wait) -> _Words:
    return wait.ahead, worth_telling(wait.ready), wait.mode
