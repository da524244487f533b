"""How a text may be read by who knows the tricks: letters apart, digits for letters, jamo, stretched words. Pure.

Each reading is words with one space between them. All of it takes time in proportion to the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.moderation.normal import MAX_TEXT, composed, normal

_WORD = re.compile(r"[a-z]+|[가-힣ㄱ-ㅎㅏ-ㅣ]+")
_LETTER = re.compile(r"[a-z가-힣ㄱ-ㅎㅏ-ㅣ]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_LEET = re.compile(r"[0134578@$!|]")
_DIGITS = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i"}
_AS_I = str.maketrans(_DIGITS | {"1": "i", "|": "i"})
_AS_L = str.maketrans(_DIGITS | {"1": "l", "|": "l"})
_SHORTEST_RUN = {True: 3, False: 2}
"""Single letters in a row that make a word: of Latin, of Hangul."""


@dataclass(frozen=True, slots=True)
class Readings:
    """`whole` are readings of the whole text; `made` only the words that were put together of single letters."""

    whole: frozenset[str]
    made: frozenset[str]


def plain(text: str) -> str:
    """The words as they stand, of a text that knows no tricks: a translation."""
    return " ".join(_WORD.findall(normal(text)))


def readings(text: str) -> Readings:
    """Every way to read a text that somebody typed."""
    typed = set(_WORD.findall(unicodedata.normalize("NFC", text[:MAX_TEXT]).casefold()))
    text = normal(text)
    whole: set[str] = set()
    made: set[str] = set()
    for spelled in {text, _unleet(text, _AS_I), _unleet(text, _AS_L)}:
        words = _WORD.findall(spelled)
        joined = list(_joined(words))
        built = [composed(word) for word in joined]
        whole |= {" ".join(words), " ".join(built), _stripped(spelled)}
        whole.add(_STRETCHED.sub(r"\1", " ".join(words)))
        whole.add(_STRETCHED.sub(r"\1\1", " ".join(words)))
        as_one = {word for word in words if word.isascii()}
        made |= {word for word in built if word not in typed | as_one}
    return Readings(frozenset(whole), frozenset(made))


def _unleet(text: str, letters: dict[int, str]) -> str:
    """Digits and signs as letters, in pieces that hold letters too or are one sign long."""
    return "".join(
        piece.translate(letters) if _LEET.search(piece) and (_LETTER.search(piece) or len(piece) == 1) else piece
        for piece in re.split(r"(\s+)", text)
    )


def _stripped(text: str) -> str:
    """Each piece without what stands between its letters: po-rn; but not two words with a hyphen or comma."""
    return " ".join("".join(_WORD.findall(piece)) for piece in text.split())


def _joined(words: list[str]) -> Iterator[str]:
    """Runs of single letters as one word each; the others as they are."""
    for (single, latin), run in groupby(words, lambda word: (len(word) == 1, word.isascii())):
        letters = list(run)
        if single and len(letters) >= _SHORTEST_RUN[latin]:
            yield "".join(letters)
        else:
            yield from letters
