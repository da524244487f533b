"""Which of our languages a text is written in."""

from __future__ import annotations

import re

from bot.plan import Language

HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def language_of(text: str) -> Language:
    """By its letters; "none" where there is neither Hangul nor Latin."""
    korean, latin = bool(HANGUL.search(text)), bool(LATIN.search(text))
    if korean and latin:
        return "mixed"
    return "ko" if korean else "en" if latin else "none"
