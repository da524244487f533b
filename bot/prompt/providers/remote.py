"""One provider over HTTP: asked once for a question, again after a passing fault, and left alone when it is ill."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import aiohttp
import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_random_exponential

from bot.errors import (
    AskLater,
    BadAnswer,
    ProviderDown,
    ProviderFailed,
    ProviderRests,
)
from bot.prompt.providers.breaker import Breaker
from bot.prompt.providers.memory import KEPT_S
from bot.prompt.providers.service import Service
from bot.prompt.providers.stats import Stats
from bot.prompt.providers.wire import Wire

log = structlog.get_logger()
AnswerT = TypeVar("AnswerT")

ATTEMPTS = 4
MAX_ANSWER_BYTES = 1 << 20
MAX_KEPT = 1 << 15
"""Characters of an answer that are worth remembering."""
_PASSING = (AskLater, ProviderDown)
_WAIT = wait_random_exponential(multiplier=0.2, max=2.0)
"""Seconds between attempts, drawn below 0.2, 0.4, 0.8, so that many who failed together do not return together."""


@dataclass(slots=True)
class Remote:
    """A service as the providers ask it. Belongs to the loop of its wire."""

    service: Service
    wire: Wire
    stats: Stats = field(init=False)
    breaker: Breaker = field(default_factory=Breaker)
    _asking: dict[str, asyncio.Task[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stats = Stats(provider=self.service.name)

    async def ask(self, body: object, read: Callable[[Any], AnswerT], budget_s: float) -> AnswerT:
        """Post `body` as JSON; `read` turns the JSON that comes back into an answer, or raises ValueError.

        Answers are remembered. Those who ask the same at the same time share one call. Raises ProviderFailed.
        """
        question = self._hash(body)
        known = await self.wire.memory.recall(self.service.name, question, self.wire.clock())
        if known is not None:
            with suppress(BadAnswer):  # kept by an older version, which asked less of it
                answer = self._read(known, read)
                self._count(remembered=1)
                return answer
        task = self._asking.get(question)
        if task is None:
            task = asyncio.create_task(self._fetch(question, body, read, budget_s), name=f"ask {self.service.name}")
            self._asking[question] = task
            task.add_done_callback(lambda done: self._asked(question, done))
        try:
            async with asyncio.timeout(budget_s):
                said = await asyncio.shield(task)  # who gives up does not take it from the others
        except TimeoutError:
            raise ProviderDown(self.service.name, "no answer in time") from None
        return self._read(said, read)

    async def stop(self) -> None:
        """Give up what is being asked."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def _hash(self, body: object) -> str:
        spoken = json.dumps([self.service.url, body], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(spoken.encode()).hexdigest()

    def _asked(self, question: str, task: asyncio.Task[str]) -> None:
        self._asking.pop(question, None)
        if not task.cancelled():
            task.exception()  # everybody who asked may have gone

    def _count(self, *, remembered: int = 0, skipped: int = 0, retried: int = 0) -> None:
        now = self.stats
        self.stats = replace(
            now, remembered=now.remembered + remembered, skipped=now.skipped + skipped, retried=now.retried + retried
        )

    async def _fetch(self, question: str, body: object, read: Callable[[Any], AnswerT], budget_s: float) -> str:
        now, name = self.wire.clock(), self.service.name
        if self.breaker.resting(now):
            self._count(skipped=1)
            raise ProviderRests(name, f"{self.breaker.rests_until - now:.0f} s more")
        began = time.monotonic()
        try:
            answer = await self._in_time(body, read, budget_s)
        except ProviderFailed as failure:
            self.breaker.failed(failure, self.wire.clock())
            self.stats = replace(self.stats, failed=self.stats.failed + 1, seconds=self._seconds(began))
            log.warning("provider failed", provider=name, problem=type(failure).__name__, detail=failure.detail)
            raise
        self.breaker.worked()
        self.stats = replace(self.stats, answered=self.stats.answered + 1, seconds=self._seconds(began))
        if len(answer) <= MAX_KEPT:
            now = self.wire.clock()
            await self.wire.memory.remember(name, question, answer, now=now, until=now + KEPT_S)
        return answer

    def _seconds(self, began: float) -> float:
        return self.stats.seconds + time.monotonic() - began

    async def _in_time(self, body: object, read: Callable[[Any], AnswerT], budget_s: float) -> str:
        attempts = AsyncRetrying(
            sleep=self.wire.sleep,
            wait=_pause_s,
            stop=stop_after_attempt(ATTEMPTS) | stop_before_delay(budget_s),
            retry=retry_if_exception_type(_PASSING),
            before_sleep=lambda _: self._count(retried=1),
            reraise=True,
        )
        try:
            async with asyncio.timeout(budget_s):
                return await attempts(self._once, body, read)
        except TimeoutError:
            raise ProviderDown(self.service.name, "no answer in time") from None

    async def _once(self, body: object, read: Callable[[Any], AnswerT]) -> str:
        """One attempt; returns the answer's JSON, which `read` accepts."""
        headers = {**self.service.headers(), "Content-Type": "application/json", "Accept": "application/json"}
        sent = json.dumps(body, ensure_ascii=False).encode()
        try:
            # no redirects: people's words go where the owner sends them, and no further
            async with self.wire.session().post(
                self.service.url, data=sent, headers=headers, allow_redirects=False
            ) as response:
                answer = await self._text(response)
        except (aiohttp.ClientError, OSError, ValueError) as error:  # ValueError: no header can hold such a key
            raise ProviderDown(self.service.name, type(error).__name__) from error
        if response.status != 200:  # noqa: PLR2004 - HTTP's own number
            retry_after = response.headers.get("Retry-After", "")
            raise self.service.failure(response.status, answer, retry_after, self.wire.clock())
        self._read(answer, read)
        return answer

    async def _text(self, response: aiohttp.ClientResponse) -> str:
        answer = bytearray()
        async for chunk in response.content.iter_chunked(1 << 16):
            answer += chunk
            if len(answer) > MAX_ANSWER_BYTES:
                raise BadAnswer(self.service.name, "endless")
        return answer.decode("utf-8", "replace")

    def _read(self, answer: str, read: Callable[[Any], AnswerT]) -> AnswerT:
        try:
            return read(json.loads(answer))
        except (ValueError, RecursionError) as error:  # not its cause: pydantic's message holds what people wrote
            raise BadAnswer(self.service.name, type(error).__name__) from None


def _pause_s(state: RetryCallState) -> float:
    """As long as the service asks for, else a little and a little more."""
    failure = state.outcome.exception() if state.outcome else None
    asked: float = failure.retry_after_s if isinstance(failure, AskLater) else 0.0
    return asked or _WAIT(state)
