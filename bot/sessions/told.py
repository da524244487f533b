"""What was written, as readers of each language see it: in its own words, and in theirs as far as it was understood."""

from __future__ import annotations

from bot.people import Locale
from bot.prompt.language import HANGUL
from bot.sessions.session import Entry, Session


def said(entry: Entry, locale: Locale) -> str:
    """An entry's text."""
    return _told(entry.text, entry.english, entry.korean, locale)


def theme_of(session: Session, locale: Locale) -> str:
    """Empty where there is none."""
    return _told(session.theme, session.theme_english, session.theme_korean, locale)


def _told(text: str, english: str, korean: str, locale: Locale) -> str:
    """Who reads Korean reads it in any text that has some."""
    is_korean = bool(HANGUL.search(text))
    other = english if locale == "en" and is_korean else korean if locale == "ko" and not is_korean else ""
    return f"{text} ({other})" if other and other.casefold() != text.casefold() else text
