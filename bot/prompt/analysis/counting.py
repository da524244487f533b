"""How many of something, in Korean: 고양이 두 마리, 사람 3명."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.prompt.analysis.lexicon import Lexicon
from bot.prompt.listed import paired

_NUMBERS = paired("one 한, two 두, three 세, four 네, five 다섯, six 여섯, seven 일곱, eight 여덟, nine 아홉, ten 열")
_COUNTERS: Mapping[str, str] = MappingProxyType(
    {"animals": "마리", "fantasy": "마리", "people": "명", "vehicles": "대", "buildings": "채"}
)
"""By the lexicon's files."""
_ALIVE = frozenset({"people", "fantasy", "animals"})
_OWN = paired("꽃 송이, 장미 송이, 해바라기 송이, 나무 그루, 책 권, 배 척, 로봇 대, 커피 잔, 별 개, 달 개, 성 채")


def number_of(word: str) -> str:
    """A number before a counter; "" for what is none."""
    return word if word.isdecimal() else _NUMBERS.get(word, "")


class Counting:
    """Never changes once it is made; any thread may ask."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def said(self, phrase: str, noun: str, number: str) -> str:
        """A phrase that ends in that noun, with how many there are; `number` is English, "" where none was said."""
        if not number:
            return phrase
        apart = "" if number.isdecimal() else " "
        return f"{phrase} {number_of(number)}{apart}{self._counter(noun)}"

    def ages(self, noun: str) -> bool:
        """Whether it is somebody."""
        entry = self._lexicon.sense((noun,))
        return entry is not None and entry.kind in _ALIVE

    def _counter(self, noun: str) -> str:
        entry = self._lexicon.sense((noun,))
        return _OWN.get(noun) or _COUNTERS.get("" if entry is None else entry.kind, "개")
