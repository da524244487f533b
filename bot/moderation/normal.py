"""One spelling for what looks the same: compatibility forms, accents, look-alike letters, what no font shows. Pure."""

from __future__ import annotations

import re
import unicodedata

MAX_TEXT = 16_000
"""Characters that are looked at: as many as the planner reads."""

_LOOK_ALIKE = str.maketrans("авекмнорстухіјѕԁɡһӏαβεικνορτυχ", "abekmhopctyxijsdghlabeikvoptux")
"""Cyrillic and Greek letters that a Latin word may be written with."""

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_COMPATIBLE = (
    {0x1100 + n: jamo for n, jamo in enumerate(_LEADS)}
    | {0x1161 + n: jamo for n, jamo in enumerate(_VOWELS)}
    | {0x11A7 + n: jamo for n, jamo in enumerate(_TAILS) if n}
)
"""Jamo that stand alone, as people type them: NFKC makes parts of syllables of them."""

_LAUGHTER = frozenset("ㅋㅎ")
_FIRST, _LAST = ord("가"), ord("힣")
_VARIANTS = re.compile(r"[\ufe00-\ufe0f\U000e0000-\U000e01ef\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]")


def normal(text: str) -> str:
    """Lowercase, without accents and invisible characters; at most MAX_TEXT long. Idempotent; never raises."""
    text = text[:MAX_TEXT].encode("utf-8", "ignore").decode()
    before = ""
    while before != text:  # a second round mends what the first has brought together; a third finds nothing
        before, text = text, _once(text)
    return text


def _once(text: str) -> str:
    text = "".join(letter for letter in _VARIANTS.sub("", text) if _shown(letter))
    text = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not "\u0300" <= letter <= "\u036f")
    text = unicodedata.normalize("NFC", bare).translate(_LOOK_ALIKE).translate(_COMPATIBLE)
    return text[:MAX_TEXT]


def _shown(letter: str) -> bool:
    return letter in "\n\t" or unicodedata.category(letter) not in {"Cf", "Cc", "Cs", "Co", "Cn"}


def composed(text: str) -> str:
    """Syllables from jamo, and a lone consonant under the open syllable before it; laughter stays. Idempotent."""
    out: list[str] = []
    i = 0
    while i < len(text):
        letter, following = text[i], text[i + 1 : i + 2]
        if letter in _LEADS and following and following in _VOWELS:
            out.append(chr(_FIRST + (_LEADS.index(letter) * len(_VOWELS) + _VOWELS.index(following)) * len(_TAILS)))
            i += 2
            continue
        if out and letter in _TAILS and letter != " " and letter not in _LAUGHTER and _is_open(out[-1]):
            out[-1] = chr(ord(out[-1]) + _TAILS.index(letter))
        else:
            out.append(letter)
        i += 1
    return "".join(out)


def _is_open(letter: str) -> bool:
    return _FIRST <= ord(letter) <= _LAST and (ord(letter) - _FIRST) % len(_TAILS) == 0
