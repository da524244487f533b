"""Names found by what somebody has begun to type, Korean ones by their first consonants too. Pure."""

from __future__ import annotations

import unicodedata
from functools import cache

_FIRST, _LAST = 0xAC00, 0xD7A3
_PER_INITIAL = 21 * 28
"""Syllables that begin with one consonant."""


def found_by(typed: str, name: str) -> bool:
    """Whether somebody who types this may mean that name; nothing typed finds every name."""
    sought, plain = _plain(typed), _plain(name)
    return sought in plain or (bool(sought) and set(sought) <= set(_initials()) and sought in initials(plain))


def initials(text: str) -> str:
    """Each syllable's first consonant, as it is typed alone; what is no Hangul syllable stays."""
    return "".join(
        _initials()[(ord(letter) - _FIRST) // _PER_INITIAL] if _FIRST <= ord(letter) <= _LAST else letter
        for letter in text
    )


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).casefold()
    return "".join(letter for letter in composed if letter.isalnum())


@cache
def _initials() -> str:
    """The nineteen first consonants as letters of their own; Unicode gives both kinds the same names."""
    names = (unicodedata.name(chr(0x1100 + n)).removeprefix("HANGUL CHOSEONG ") for n in range(19))
    return "".join(unicodedata.lookup(f"HANGUL LETTER {name}") for name in names)
