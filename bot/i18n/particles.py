"""Korean particles, chosen by the sound that the word before them ends in. Pure.

A particle has one form after a consonant and one after a vowel; messages write both (`을(를)`, `(으)로`), because the
word is not known yet. What a word that is not Hangul ends in is how Koreans read it aloud: 3 is 삼, L is 엘.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Ending = Literal["vowel", "consonant", "rieul", "unknown"]

_AFTER_CONSONANT_AND_VOWEL = {
    "을(를)": ("을", "를"),
    "를(을)": ("을", "를"),
    "이(가)": ("이", "가"),
    "가(이)": ("이", "가"),
    "은(는)": ("은", "는"),
    "는(은)": ("은", "는"),
    "와(과)": ("과", "와"),
    "과(와)": ("과", "와"),
    "이에요(예요)": ("이에요", "예요"),
    "예요(이에요)": ("이에요", "예요"),
    "(으)로": ("으로", "로"),
    "(이)": ("이", ""),
}

DOUBLE_FORM = re.compile("|".join(map(re.escape, _AFTER_CONSONANT_AND_VOWEL)))

_SYLLABLES = range(0xAC00, 0xD7A4)
_FINALS = 28  # the final consonant of a syllable is its code modulo 28: 0 is none, 8 is ㄹ
_RIEUL = 8
_CONSONANT_LETTERS = range(0x3131, 0x314F)  # ㄱ to ㅎ, read 기역 to 히읗: all end in a consonant
_VOWEL_LETTERS = range(0x314F, 0x3164)

_DIGITS: tuple[Ending, ...] = (
    *("consonant", "rieul", "vowel", "consonant", "vowel"),  # 영 일 이 삼 사
    *("vowel", "consonant", "rieul", "rieul", "vowel"),  # 오 육 칠 팔 구
)
_POWERS_ON_A_VOWEL = frozenset({12, 20, 24})  # 조 해 자; 십 백 천 만 억 경 end in consonants

_TAIL = 64  # characters: what is further away is not read
_CLOSING = "\"'`”’»›」』》〉】]}.,!?…~ \t\n"
_ASIDE = re.compile(r"(?<=\w)\s*\([^()]*\)$")
_NUMBER = re.compile(r"(?P<whole>\d[\d,]*)(?P<point>\.\d+)?$", re.ASCII)
_LATIN = re.compile(r"[A-Za-z]+$")
_STOP_AFTER_SHORT_VOWEL = re.compile(r"(?:^|[^aeiou])[aeiou](?:[bpct]|ck|k)$|ook$")
_SONORANT_AND_SILENT_E = re.compile(r"[a-z]{2}[lmn]e$")


def settled(before: str, particle: str) -> str:
    """The form of `particle` (one that DOUBLE_FORM matches) that follows `before`; unchanged where nobody can tell."""
    after_consonant, after_vowel = _AFTER_CONSONANT_AND_VOWEL[particle]
    ending = ending_of(before)
    if ending == "unknown":
        return particle
    if ending == "vowel" or (ending == "rieul" and particle == "(으)로"):
        return after_vowel
    return after_consonant


def ending_of(text: str) -> Ending:
    """The sound that `text` ends in; closing quotes and a last aside in brackets are not read."""
    word = unicodedata.normalize("NFC", text[-_TAIL:]).rstrip(_CLOSING)
    word = _ASIDE.sub("", word).rstrip(_CLOSING + ")")
    if number := _NUMBER.search(word):
        return _number(number["whole"].replace(",", ""), number["point"])
    if latin := _LATIN.search(word):
        return _latin(latin[0])
    return _last(word[-1:])


def _last(letter: str) -> Ending:
    code = ord(letter) if letter else 0
    if code in _SYLLABLES:
        final = (code - _SYLLABLES.start) % _FINALS
        return "rieul" if final == _RIEUL else "consonant" if final else "vowel"
    if code in _CONSONANT_LETTERS:
        return "rieul" if letter == "ㄹ" else "consonant"
    return "vowel" if code in _VOWEL_LETTERS or letter in {"%", "℃", "°"} else "unknown"  # 퍼센트, 도


def _number(whole: str, point: str | None) -> Ending:
    """Decimals are read digit by digit; whole numbers end in their last digit or in its power of ten."""
    zeros = len(whole) - len(whole.rstrip("0"))
    if point or not 0 < zeros < len(whole):
        return _DIGITS[int((point or whole)[-1])]
    return "vowel" if zeros in _POWERS_ON_A_VOWEL else "consonant"


def _latin(word: str) -> Ending:
    """Capitals are spelled out (only 엘, 엠, 엔 and 알 end in consonants), words read by English habits."""
    if word.isupper():
        return {"L": "rieul", "R": "rieul", "M": "consonant", "N": "consonant"}.get(word[-1], "vowel")  # type: ignore[return-value]
    word = word.lower()
    sounding = word[:-1] if _SONORANT_AND_SILENT_E.search(word) else word  # style, line: the e is silent
    if sounding.endswith("l"):
        return "rieul"
    return "consonant" if sounding.endswith(("m", "n", "ng")) or _STOP_AFTER_SHORT_VOWEL.search(word) else "vowel"
