"""Marian, the translator on this machine, as the other providers are asked. No text leaves the house for it."""

from __future__ import annotations

import asyncio

import structlog

from bot.config import Settings
from bot.errors import AnalysisDied, BadAnswer, ProviderDown
from bot.prompt.analyst import Analyst
from bot.prompt.providers.base import Translation
from bot.prompt.providers.inert import english

log = structlog.get_logger()


class Marian:
    """Asks the analysis process, which owns the model."""

    name = "marian"

    def __init__(self, analyst: Analyst) -> None:
        self._analyst = analyst

    async def translate(self, korean: str, budget_s: float) -> Translation:
        try:
            async with asyncio.timeout(budget_s):
                return Translation(english(await self._analyst.translate(korean)))
        except TimeoutError:
            raise ProviderDown(self.name, "no answer in time") from None
        except AnalysisDied as error:
            log.warning("provider failed", provider=self.name, problem=type(error).__name__)
            raise ProviderDown(self.name, "no answer") from error
        except ValueError as error:
            raise BadAnswer(self.name, "no English") from error


def marian(settings: Settings, analyst: Analyst) -> Marian | None:
    """Where the owner has named its weights."""
    return Marian(analyst) if settings.marian else None
