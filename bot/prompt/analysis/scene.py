"""What the gloss builds: noun phrases, and from them a sentence and keywords."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from bot.prompt.analysis.grammar import TIMES, plural, preposition
from bot.prompt.analysis.words import Ending, Role

Kind = Literal["noun", "number", "counter", "place", "adjective", "verb", "adverb"]
Shape = Literal["before", "after", "apart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A matched word or phrase: its English ("" where it is dropped), the role and ending of its last word.

    `at` is its offset in the text, `stopped`: punctuation stands before it. `place`: a noun that says where by itself
    ("in" of "in the forest"). Of predicates: `shape` is where they stand, before their noun, behind it, or apart as a
    noun of their own (노을 지다: sunset); `whole` ones hold their object or subject already (모자를 쓰다); `having`
    only tie what is had to its owner (눈을 가진), `moving` take a way as object (길을 걷는), `happening` take a bare
    noun before them as subject (꽃 핀), `mutual` are done with somebody (병사들과 싸우는), `passive` is what was done
    to the noun behind them (구운 빵), `aside`: the subject before them waits for another verb (소녀가 큰 공을 든다).
    `waits`: it is of a noun behind the next one (지쳐서 소파에 쓰러진 직장인).
    `follows`: a number that stands behind what it counts (고양이 셋).
    """

    kind: Kind
    english: str
    at: int
    role: Role = ""
    ending: Ending = ""
    stopped: bool = False
    many: bool = False
    mark: bool = False
    place: str = ""
    shape: Shape = "before"
    whole: bool = False
    having: bool = False
    moving: bool = False
    happening: bool = False
    mutual: bool = False
    passive: str = ""
    aside: bool = False
    waits: bool = False
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of the picture for the first text encoder: `rank` says how much it matters, `at` where it stood."""

    text: str
    rank: float
    at: int


@dataclass(frozen=True, slots=True)
class Scene:
    """`sentence` is for the second text encoder; `phrases` in the order of the text."""

    sentence: str
    phrases: tuple[Phrase, ...]


@dataclass(slots=True, eq=False)
class Noun:
    """A noun phrase while it is built: "two small cats sleeping on sofa". Changed by its builder only.

    `doing`: verbs that stand in `after`, for its keyword. `used`: it is said behind another one. `told`: its keyword
    is part of another one. `closed`: it was counted, and is no part of a compound any more.
    """

    words: list[str]
    role: Role
    at: int
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    doing: list[str] = field(default_factory=list)
    place: str = ""
    number: str = ""
    many: bool = False
    mark: bool = False
    used: bool = False
    told: bool = False
    closed: bool = False

    @property
    def head(self) -> str:
        head = _once(self.words)
        counted = self.many or self.number not in {"", "one"}
        return plural(head) if head and counted and not self.mark else head

    @property
    def core(self) -> str:
        """Number, adjectives and noun."""
        return " ".join(part for part in (self.number, *self.before, self.head) if part)

    @property
    def keyword(self) -> str:
        """The core with what it does: "dancing cat" for "cat dancing in forest"."""
        return " ".join(part for part in (self.number, *self.doing, *self.before, self.head) if part)

    @property
    def text(self) -> str:
        return " ".join(part for part in (self.core, *self.after) if part)

    @property
    def placed(self) -> str:
        """As a place: "under moonlight"."""
        return f"{self.place or preposition(' '.join(self.words))} {self.text}"

    @property
    def said(self) -> str:
        """As it stands in a sentence on its own."""
        return self.placed if self.place and self.role == "at" else self.text

    @property
    def time(self) -> bool:
        return not self.mark and self.words[-1].rpartition(" ")[2] in TIMES

    @property
    def rank(self) -> float:
        """Subjects first, then what is described, then places and times."""
        rank = {"subject": 1.0, "topic": 1.0, "focus": 0.9, "": 0.8, "object": 0.7, "and": 0.8}.get(self.role, 0.5)
        if self.place or self.time:
            rank = 0.5
        return rank + 0.15 * bool(self.before) + 0.1 * bool(self.after)


def sentence_of(nouns: Iterable[Noun]) -> str:
    """Noun phrases side by side; those that 과 and 랑 tie, tied."""
    out = glue = ""
    for noun in nouns:
        if noun.said:
            out += glue + noun.said
            glue = " and " if noun.role == "and" else ", "
    return out


def distinct(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Each phrase once, at its best rank, in the order of the text."""
    best: dict[str, Phrase] = {}
    for phrase in phrases:
        if phrase.text not in best or best[phrase.text].rank < phrase.rank:
            best[phrase.text] = phrase
    return tuple(sorted(best.values(), key=lambda phrase: phrase.at))


def _once(parts: list[str]) -> str:
    """A compound without the word that its next part says again: city + city night view."""
    out: list[str] = []
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        *first, last = part.split(" ")
        out += first if last in following.split(" ") else [*first, last]
    return " ".join(out)
