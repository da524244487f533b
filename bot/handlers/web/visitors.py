"""Who asks: a browser, by a random cookie. What is stored of it is only its hash, so the store opens no session."""

from __future__ import annotations

import hashlib
import re
import secrets

from aiohttp import web

from bot.people import Account

COOKIE = "hwaga"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_KEPT_S = 400 * 24 * 3600  # as long as browsers keep one at all; renewed at every visit


def token_of(request: web.Request) -> str | None:
    """The browser's secret, if it has one."""
    token = request.cookies.get(COOKIE, "")
    return token if _TOKEN.fullmatch(token) else None


def new_token() -> str:
    return secrets.token_urlsafe(32)


def account_of(token: str) -> Account:
    return Account("web", hashlib.sha256(token.encode()).hexdigest()[:32])


def remember(response: web.StreamResponse, request: web.Request, token: str) -> None:
    """Set or renew the cookie.

    Never with the page itself: a browser that comes by a link from elsewhere keeps a strict cookie back, and would
    lose who it is.
    """
    response.set_cookie(COOKIE, token, max_age=_KEPT_S, httponly=True, samesite="Strict", secure=request.secure)
