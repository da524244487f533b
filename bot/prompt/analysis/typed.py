"""English as it is typed, cut into words and what stands between things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.prompt.analysis.backwards import Backwards, Found, Part
from bot.prompt.analysis.counting import number_of
from bot.prompt.analysis.lexicon import Entry
from bot.prompt.listed import listed

_WORD = re.compile(r"[a-z0-9]+|['’]s\b|[,.;:!?()\n]")
JOINS = listed(", and or")
PLACES = listed(
    """
    with in on at by under near from into onto over inside behind above around beside between against through while as
    beneath below across along during before after amid among within outside for to toward towards next front like
    but where when featuring surrounded via per than upon
    """
)
_ENDS = JOINS | PLACES | listed(". ; : ! ? ( ) of")
"""What stands between two things."""
_ARTICLES = listed("a an the his her their its my your our this that these those some another each")
_EMPTY = listed(
    """
    is are was were be been being am has have had having do does did it he she they them him who which there very so
    just please draw paint make show create generate me us i we you want would can could will shall not really image
    picture style styled looking quite too also up down out off away s
    """
)
"""They say nothing in a picture, or nothing by themselves."""
_THINGS = listed("painting drawing lighting building clothing wedding ceiling evening morning lightning setting king")
"""Nouns that look like verbs."""
_TAKING = listed("wearing holding carrying riding eating drinking reading watching chasing hugging cooking playing")
"""Verbs before whose noun there may be no article: holding balloons."""

Kind = Literal["end", "article", "number", "owner", "known", "unknown"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or words that the lexicon knows together."""

    kind: Kind
    text: str
    found: Found | None = None

    @property
    def doing(self) -> bool:
        """Whether it says what something does."""
        if self.found is None or self.text in _THINGS or "verb" not in self.found.senses:
            return False
        return self.text.endswith("ing") or len(self.found.senses) == 1

    @property
    def may_do(self) -> bool:
        """Behind a noun: "a cat sleeps"."""
        return self.doing or (self.found is not None and not self.found.exact and "verb" in self.found.senses)

    def sense(self, *parts: Part) -> Entry | None:
        return None if self.found is None else next((e for p in parts if (e := self.found.senses.get(p))), None)


def tokens(english: str, backwards: Backwards) -> Iterator[Token]:
    """What says nothing is left out. `english` is in lower case."""
    words = _WORD.findall(english)
    i = 0
    while i < len(words):
        word, found = words[i], backwards.find(words, i)
        if found is not None and found.length > 1:
            yield Token("known", words[i + found.length - 1], found)
        else:
            yield from _token(word, found)
        i += 1 if found is None else found.length


def _token(word: str, found: Found | None) -> Iterator[Token]:
    if word in _ENDS:
        yield Token("end", word)
    elif word in _ARTICLES:
        yield Token("article", word)
    elif number_of(word):
        yield Token("number", word)
    elif word in {"'s", "’s"}:
        yield Token("owner", word)
    elif word not in _EMPTY:
        yield Token("unknown" if found is None else "known", word, found)


def names(rest: Sequence[Token]) -> bool:
    """Whether a thing is still being named."""
    return bool(rest) and rest[0].kind == "known" and not rest[0].may_do


def takes(part: Sequence[Token]) -> bool:
    """Whether it begins with a verb that is about what was named before: "wearing a hat", but not "running dogs"."""
    if not part or not part[0].doing:
        return False
    return len(part) == 1 or part[1].kind != "known" or part[0].text in _TAKING
