"""Spelling as people chat, mended where it stands in the way: 그려됴, 사진맹키로, 벗꽃, 수체화."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_SPEECH = Path(__file__).with_name("speech.tsv")

_ALIKE_VOWELS = {1: 5, 3: 7, 10: 11, 15: 11}  # ㅐ as ㅔ, ㅒ as ㅖ, ㅙ and ㅞ as ㅚ
_ALIKE_FINALS = {
    2: 1,
    3: 1,
    24: 1,
    9: 1,
    5: 4,
    6: 4,
    19: 7,
    20: 7,
    22: 7,
    23: 7,
    25: 7,
    27: 7,
    18: 17,
    26: 17,
    11: 8,
    12: 8,
    13: 8,
    15: 8,
}
"""Finals that sound the same: ㄲ ㅋ as ㄱ, ㅅ ㅈ ㅊ ㅌ as ㄷ, ㅍ as ㅂ."""

_PARTICLE = re.compile(
    r"(?:이|가|은|는|을|를|의|에|에서|도|만|와|과|랑|이랑|하고|로|으로|처럼|들|들이|들은|들을|님|한테|에게|위|옆|앞|속|안)?$"
)
_EOJEOL = re.compile(r"[가-힣]{2,}")


def as_written(text: str) -> str:
    """The text with chat endings and dialect particles as a tagger knows them."""
    for pattern, mended in _rules():
        text = pattern.sub(mended, text)
    return text


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    lines = _SPEECH.read_text(encoding="utf-8").splitlines()
    columns = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return tuple((re.compile(pattern), mended) for pattern, _, mended in columns)


def sound(word: str) -> str:
    """How a word sounds, near enough: the same for 벗꽃 and 벚꽃."""
    return "".join(map(_sound, word))


@cache
def _sound(letter: str) -> str:
    code = ord(letter) - 0xAC00
    if not 0 <= code < 11172:  # noqa: PLR2004 - the Hangul syllables
        return letter
    initial, vowel, final = code // 588, code % 588 // 28, code % 28
    return chr(0xAC00 + initial * 588 + _ALIKE_VOWELS.get(vowel, vowel) * 28 + _ALIKE_FINALS.get(final, final))


class Ear:
    """Finds the known noun that an unknown one sounds like."""

    def __init__(self, nouns: Iterable[str]) -> None:
        self._nouns: dict[str, str] = {}
        for noun in nouns:
            self._nouns.setdefault(sound(noun), noun)

    def mend(self, eojeol: str) -> str | None:
        """The word with its noun spelled as it is known, its particle kept; None where none sounds like it."""
        for end in range(len(eojeol), 1, -1):
            known = self._nouns.get(sound(eojeol[:end]))
            if known and _PARTICLE.fullmatch(eojeol[end:]):
                return known + eojeol[end:] if known != eojeol[:end] else None
        return None
