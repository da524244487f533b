"""KT Genie Labs' paraphrases of Korean. Every call is signed, and its signature is good for a minute.

The service may be gone: there is no address but the one that the owner sets.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any

from pydantic import BaseModel, Field

from bot.config import Settings
from bot.prompt.language import HANGUL
from bot.prompt.providers.remote import Remote
from bot.prompt.providers.service import Service
from bot.prompt.providers.wire import Wire
from bot.prompt.tidy import tidy

MOST = 3
"""Paraphrases that are asked for and taken."""
DIVERSITY, DOMAIN = 3, 2
"""How far they may go from the text, and plain written language, in the service's numbers."""
USER = "hwaga"
_SEOUL = timezone(timedelta(hours=9))


class _Answer(BaseModel):
    result: Annotated[list[str | list[str]], Field(min_length=1)]


class GenieLabs:
    """Paraphrases in Korean; other languages come back unsaid."""

    name = "genielabs"

    def __init__(self, url: str, client_key: str, client_id: str, secret: str, wire: Wire) -> None:
        def headers() -> Mapping[str, str]:
            stamp = timestamp(wire.clock())
            return {
                "x-client-key": client_key,
                "x-auth-timestamp": stamp,
                "x-client-signature": signature(client_id, stamp, secret),
            }

        self.remote = Remote(Service(self.name, url, headers), wire)

    async def paraphrase(self, text: str, budget_s: float) -> tuple[str, ...]:
        if not HANGUL.search(text):
            return ()
        body = {"user_id": USER, "ret_sentences": MOST, "diversity": DIVERSITY, "domain": DOMAIN, "data": text}
        return await self.remote.ask(body, lambda answer: _sentences(answer, text), budget_s)


def genielabs(settings: Settings, wire: Wire) -> GenieLabs | None:
    """Where the owner has its address, both names and the secret."""
    key, client, secret = settings.genielabs_client_key, settings.genielabs_client_id, settings.genielabs_secret
    if not (settings.genielabs_url and key and client and secret):
        return None
    return GenieLabs(
        settings.genielabs_url, key.get_secret_value(), client.get_secret_value(), secret.get_secret_value(), wire
    )


def timestamp(now: float) -> str:
    """Unix seconds as the time in Seoul, to the millisecond."""
    return datetime.fromtimestamp(now, UTC).astimezone(_SEOUL).strftime("%Y%m%d%H%M%S%f")[:-3]


def signature(client_id: str, stamp: str, secret: str) -> str:
    """Hex HMAC-SHA256 over who asks and when."""
    return hmac.new(secret.encode(), f"{client_id}:{stamp}".encode(), hashlib.sha256).hexdigest()


def _sentences(answer: Any, text: str) -> tuple[str, ...]:
    """The first result holds the sentences, or is the only one; the text itself is no paraphrase of it."""
    first = _Answer.model_validate(answer).result[0]
    found = [tidy(sentence) for sentence in ([first] if isinstance(first, str) else first)]
    short = (sentence for sentence in found if sentence and sentence != text and len(sentence) <= 2 * len(text) + 100)
    return tuple(dict.fromkeys(short))[:MOST]
