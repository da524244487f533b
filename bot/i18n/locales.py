"""Which language a person reads, from whatever their platform says of it."""

from __future__ import annotations

import re
from typing import get_args

from bot.people import Locale

LOCALES: tuple[Locale, ...] = get_args(Locale)

_QUALITY = re.compile(r"q=([01](?:\.\d{0,3})?)", re.ASCII)
_MAX_HINT = 1024  # characters; browsers send under 200


def choose(hint: str | None, default: Locale) -> Locale:
    """The best of our languages for "ko-KR" (Discord, Telegram), "ko_KR.UTF-8" ($LANG) or a whole Accept-Language.

    `default` where the hint is empty, malformed or names only other languages.
    """
    wanted = [_wish(part) for part in (hint or "")[:_MAX_HINT].split(",")]
    ranked = sorted((wish for wish in wanted if wish[0] > 0), key=lambda wish: -wish[0])  # stable: first named first
    for _, language in ranked:
        for locale in LOCALES:
            if language == locale:
                return locale
    return default


def _wish(part: str) -> tuple[float, str]:
    tag, _, parameters = part.partition(";")
    quality = _QUALITY.fullmatch(parameters.replace(" ", ""))
    language = re.split(r"[-_.@]", tag.strip(), maxsplit=1)[0].lower()
    return (float(quality[1]) if quality else 1.0), language
