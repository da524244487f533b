"""The lexicon read the other way: what English words and phrases are in Korean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from bot.prompt.analysis.adnominal import present, state
from bot.prompt.analysis.lexicon import Entry, Lexicon, read
from bot.prompt.analysis.romanise import romanise
from bot.prompt.listed import listed, paired

_PREFERRED = Path(__file__).with_name("preferred.tsv")
_ARTICLES = frozenset({"a", "an", "the"})
_LONGEST = 5
"""Words in the longest phrase that is looked for."""
_RARE = frozenset({"core", "slang", "functional"})
"""Files of words that hardly anybody would choose: dialect, fashions."""
_IRREGULAR: Mapping[str, str] = MappingProxyType(
    paired(
        """
        children child, men man, women woman, feet foot, teeth tooth, mice mouse, geese goose,
        leaves leaf, wolves wolf, knives knife, shelves shelf, loaves loaf, elves elf, thieves thief, lives life,
        lit lighting, worn wearing, wore wearing, ran running, sat sitting, stood standing, held holding, rode riding,
        slept sleeping, ate eating, flew flying, fell falling, drawn drawing, painted painting, lay lying, lies lying
        """
    )
)
_STATES = listed("wearing holding sitting standing riding lying carrying kneeling leaning hanging wrapped")
"""Told in Korean as what has come about: 앉은, where others are going on: 달리는."""
_GOES = re.compile(r"(?:오|내리|부|치|빛나)다$")
"""Weather that goes on: 비 오는."""
_ING = re.compile(r"[a-z]+ing\b")


Part = Literal["noun", "verb", "adjective", "modifier"]
_PARTS: Mapping[str, Part] = MappingProxyType({"n": "noun", "v": "verb", "a": "adjective", "m": "modifier"})


@dataclass(frozen=True, slots=True)
class Found:
    """`length` English words, and what they are in Korean: the best entry of each part of speech."""

    length: int
    senses: Mapping[Part, Entry]
    exact: bool
    """Whether they stand in the lexicon as they were typed."""


def part_of(entry: Entry) -> Part:
    """Phrases are what they end in: 안개 끼다 describes, 안개 끼다 마을 is a thing."""
    if entry.pos == "p":
        return "noun" if not entry.key[-1].endswith("다") else "verb" if _ING.match(entry.english) else "adjective"
    if entry.pos == "v" and not _ING.match(entry.english):  # broken, abandoned
        return "adjective"
    return _PARTS[entry.pos]


class Backwards:
    """Never changes once it is made; any thread may ask."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._senses: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        self._verbs = {entry.key[0] for entry in lexicon if entry.pos == "v"}
        own = [entry for entry in lexicon if not entry.kind]
        everyday = sorted(lexicon, key=lambda entry: (bool(entry.when), entry.kind in _RARE))  # stable: file order
        for entry in (*own, *read(_PREFERRED), *everyday):
            words = tuple(w for w in entry.english.lower().replace("-", " ").split() if w not in _ARTICLES)
            if words and (len(words) == 1 or entry.kind not in _RARE):
                self._senses[words].append(entry)
        for entry in everyday:  # what is said as in Korean, and explained: "hanbok traditional korean dress"
            name, *explained = entry.english.lower().split() or [""]
            if explained and name == romanise(entry.key[-1]):
                self._senses[name,].append(entry)

    def spoken(self, entry: Entry) -> str:
        """As it is said: 파랗다 눈 is 파란 눈; what it ends in stays as the dictionary has it."""
        *first, last = entry.key
        return " ".join([*map(self._before_noun, first), last])

    def describing(self, entry: Entry) -> str:
        """As it stands before a noun."""
        said = self.spoken(entry)
        match part_of(entry):
            case "adjective" if said.endswith("다"):
                return present(said) if _GOES.search(said) else state(said)
            case "verb":
                return state(said) if entry.english.split()[0] in _STATES else present(said)
        return said

    def _before_noun(self, word: str) -> str:
        if not word.endswith("다"):
            return word
        return present(word) if word in self._verbs else state(word)

    def find(self, words: Sequence[str], i: int) -> Found | None:
        """The longest that begins with word `i`; words are in lower case."""
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            *first, last = words[i : i + length]
            start = tuple(word for place, word in enumerate(first) if not place or word not in _ARTICLES)
            for form in _forms(last, alone=length == 1):
                senses = self._senses.get((*start, form))
                if senses:
                    best = {part_of(entry): entry for entry in reversed(senses)}
                    return Found(length, MappingProxyType(best), form == last)
        return None


def _forms(word: str, *, alone: bool) -> Iterator[str]:
    """A word as the lexicon may have it, itself first: cats, cat; sleeps, sleeping; colour, color."""
    yield word
    if word in _IRREGULAR:
        yield _IRREGULAR[word]
    for spelled in dict.fromkeys((word, word.replace("our", "or").replace("grey", "gray").replace("centre", "center"))):
        if spelled != word:
            yield spelled
        stems = list(_stems(spelled))
        yield from stems
        if alone:
            for stem in (spelled, *stems):
                yield from _doing(stem)
    yield f"{word}s"  # 별 is "stars"
    if word.endswith("y"):
        yield f"{word[:-1]}ies"


def _stems(word: str) -> Iterator[str]:
    """Less an ending, where there is one: plural, past, comparison."""
    if len(word) < 4:  # noqa: PLR2004 - shorter ones have none
        return
    for ending, instead in (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("est", ""), ("er", "")):
        if word.endswith(ending) and not word.endswith("ss"):
            stem = word.removesuffix(ending) + instead
            yield stem
            if len(stem) > 2 and stem[-1] == stem[-2]:  # noqa: PLR2004 - bigger, stopped
                yield stem[:-1]
            if ending in {"est", "er"}:
                yield f"{stem}e"
                yield f"{stem.removesuffix('i')}y"


def _doing(verb: str) -> Iterator[str]:
    """As the lexicon names verbs: sleep, sleeping; ride, riding; run, running."""
    if verb.endswith("ing") or len(verb) < 2:  # noqa: PLR2004 - no verb
        return
    yield f"{verb.removesuffix('e')}ing"
    yield f"{verb}ing"
    yield f"{verb}{verb[-1]}ing"
