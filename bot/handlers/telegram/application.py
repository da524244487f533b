"""python-telegram-bot's part: one `Application` for one token."""

from __future__ import annotations

import os
import ssl
from functools import cache
from typing import Any

import httpx
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.config import Settings
from bot.handlers.telegram.flood import Flood
from bot.handlers.telegram.inbox import AT_ONCE, Inbox, KeptBot
from bot.handlers.telegram.windows import Rates

POOL_PATIENCE_S = 10.0
IDLE = 20
"""Connections that are kept for later: httpcore looks at each of them before every call."""


def application_of(settings: Settings, inbox: Inbox, rates: Rates) -> Application[Any, Any, Any, Any, Any, Any]:
    """Complete, but without any connection. It talks to `settings.telegram_api_url`."""
    # python-telegram-bot gives times as numbers, with a warning, unless it is told that timedelta is understood
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    api = settings.telegram_api_url.rstrip("/")
    bot = KeptBot(
        settings.telegram_token.get_secret_value() if settings.telegram_token else "",
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=_connections(AT_ONCE),
        get_updates_request=_connections(1),
        flood=Flood(rates),
        inbox=inbox,
    )
    return ApplicationBuilder().bot(bot).concurrent_updates(inbox).job_queue(None).build()


def _connections(limit: int) -> HTTPXRequest:
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=min(limit, IDLE))
    return HTTPXRequest(limit, pool_timeout=POOL_PATIENCE_S, httpx_kwargs={"verify": _trusted(), "limits": limits})


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to believe; read once, since that takes longer than all the rest."""
    return httpx.create_ssl_context()
