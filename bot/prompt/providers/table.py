"""Which providers the owner turned on: the tables that say what there is, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.config import Settings
from bot.prompt.analyst import Analyst
from bot.prompt.providers.chat import chat
from bot.prompt.providers.deepl import deepl
from bot.prompt.providers.genielabs import genielabs
from bot.prompt.providers.marian import marian
from bot.prompt.providers.papago import papago
from bot.prompt.providers.providers import Providers
from bot.prompt.providers.styles import StyleTable
from bot.prompt.providers.wire import Wire

NEEDED: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "papago": ("papago_key_id", "papago_key"),
        "chat": ("chat_url", "chat_model"),
        "deepl": ("deepl_key",),
        "marian": ("marian",),
        "genielabs": ("genielabs_url", "genielabs_client_key", "genielabs_client_id", "genielabs_secret"),
    }
)
"""The settings that turn each on, all of them together."""


def providers_of(settings: Settings, wire: Wire, analyst: Analyst) -> Providers:
    """Opens no connection. People's words go to those whose settings are all there, and to nobody else."""
    by_papago, by_chat = papago(settings, wire), chat(settings, wire)
    by_deepl, by_genielabs = deepl(settings, wire), genielabs(settings, wire)
    return Providers(
        translators=[one for one in (by_papago, by_chat, by_deepl, marian(settings, analyst)) if one],
        paraphrasers=[one for one in (by_chat, by_genielabs) if one],
        enhancers=[*([by_chat] if by_chat else []), StyleTable()],
        interpreters=[one for one in (by_papago, by_chat, by_deepl) if one],
        remotes=[one.remote for one in (by_papago, by_chat, by_deepl, by_genielabs) if one],
        wire=wire,
        budget_s=settings.providers_budget_s,
    )


def turned_on(settings: Settings) -> tuple[str, ...]:
    """Names of the providers whose settings are all there."""
    return tuple(name for name, needed in NEEDED.items() if all(getattr(settings, field) for field in needed))


def half_set(settings: Settings) -> tuple[str, ...]:
    """Settings that are missing where others of the same provider are there."""
    return tuple(
        field.upper()
        for needed in NEEDED.values()
        if any(getattr(settings, field) for field in needed)
        for field in needed
        if not getattr(settings, field)
    )
