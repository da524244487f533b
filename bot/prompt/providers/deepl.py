"""DeepL: https://developers.deepl.com/docs/api-reference/translate. Free keys have another address than paid ones."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from bot.config import Settings
from bot.prompt.providers.base import Translation
from bot.prompt.providers.inert import english, korean
from bot.prompt.providers.remote import Remote
from bot.prompt.providers.service import Service
from bot.prompt.providers.wire import Wire


class _Text(BaseModel):
    text: str


class _Answer(BaseModel):
    translations: Annotated[list[_Text], Field(min_length=1)]


class DeepL:
    """Takes 128 KiB a call, more than a text of ours is ever long. A spent quota is status 456."""

    name = "deepl"

    def __init__(self, url: str, key: str, wire: Wire) -> None:
        headers = {"Authorization": f"DeepL-Auth-Key {key}"}
        self.remote = Remote(Service(self.name, f"{url.rstrip('/')}/v2/translate", lambda: headers), wire)

    async def translate(self, korean: str, budget_s: float) -> Translation:
        body = {"text": [korean], "source_lang": "KO", "target_lang": "EN-US"}
        return Translation(await self.remote.ask(body, _english, budget_s))

    async def interpret(self, english: str, budget_s: float) -> str:
        body = {"text": [english], "source_lang": "EN", "target_lang": "KO"}
        return await self.remote.ask(body, _korean, budget_s)


def deepl(settings: Settings, wire: Wire) -> DeepL | None:
    """Where the owner has a key."""
    if not settings.deepl_key:
        return None
    return DeepL(settings.deepl_url, settings.deepl_key.get_secret_value(), wire)


def _korean(answer: Any) -> str:
    return korean(_Answer.model_validate(answer).translations[0].text)


def _english(answer: Any) -> str:
    return english(_Answer.model_validate(answer).translations[0].text)
