"""Papago on NAVER Cloud: https://api.ncloud-docs.com/docs/en/ai-naver-papagonmt-translation."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import BaseModel

from bot.config import Settings
from bot.prompt.pieces import pieces
from bot.prompt.providers.base import Translation
from bot.prompt.providers.inert import english, korean
from bot.prompt.providers.remote import Remote
from bot.prompt.providers.service import Service
from bot.prompt.providers.wire import Wire

MAX_CHARACTERS = 5_000
"""Of one call."""
QUOTA_EXCEEDED = "400"
"""Its code for it, with status 429: also what an application gets that was not registered for translation."""


class _Message(BaseModel):
    class Result(BaseModel):
        translatedText: str  # noqa: N815 - Papago's name

    result: Result


class _Answer(BaseModel):
    message: _Message


class Papago:
    """Text longer than a call takes is cut between sentences."""

    name = "papago"

    def __init__(self, url: str, key_id: str, key: str, wire: Wire) -> None:
        headers = {"x-ncp-apigw-api-key-id": key_id, "x-ncp-apigw-api-key": key}
        address = f"{url.rstrip('/')}/translation"
        self.remote = Remote(
            Service(self.name, address, lambda: headers, complaint=_code, spent=frozenset({QUOTA_EXCEEDED})), wire
        )

    async def translate(self, korean: str, budget_s: float) -> Translation:
        parts = await asyncio.gather(*(self._part(part, budget_s) for part in pieces(korean, MAX_CHARACTERS)))
        return Translation(" ".join(parts))

    async def interpret(self, english: str, budget_s: float) -> str:
        body = {"source": "en", "target": "ko", "text": english[:MAX_CHARACTERS]}
        return await self.remote.ask(body, _korean, budget_s)

    async def _part(self, text: str, budget_s: float) -> str:
        return await self.remote.ask({"source": "ko", "target": "en", "text": text}, _english, budget_s)


def papago(settings: Settings, wire: Wire) -> Papago | None:
    """Where the owner has both of its keys."""
    if not settings.papago_key_id or not settings.papago_key:
        return None
    key_id, key = settings.papago_key_id.get_secret_value(), settings.papago_key.get_secret_value()
    return Papago(settings.papago_url, key_id, key, wire)


def _korean(answer: Any) -> str:
    return korean(_Answer.model_validate(answer).message.result.translatedText)


def _english(answer: Any) -> str:
    return english(_Answer.model_validate(answer).message.result.translatedText)


def _code(answer: Any) -> str:
    """The gateway says {"error": {"errorCode": …}}, the translator {"errorCode": …} (N2MT01-N2MT99)."""
    return str(answer.get("error", answer)["errorCode"])
