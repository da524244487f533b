"""Which language a browser reads: as chosen on the page, else as its own settings say."""

from __future__ import annotations

from aiohttp import web

from bot.i18n import LOCALES, choose
from bot.people import Locale

_COOKIE = "hwaga_lang"
_KEPT_S = 400 * 24 * 3600


def language_of(request: web.Request, default: Locale) -> Locale:
    chosen = request.cookies.get(_COOKIE)
    for locale in LOCALES:
        if locale == chosen:
            return locale
    return choose(request.headers.get("Accept-Language"), default)


def keep_language(response: web.StreamResponse, locale: Locale) -> None:
    response.set_cookie(_COOKIE, locale, max_age=_KEPT_S, httponly=True, samesite="Lax")
