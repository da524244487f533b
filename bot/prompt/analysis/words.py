"""A Korean content word with what its particles and endings say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pos = Literal["noun", "verb", "adjective", "adverb", "number", "counter", "latin", "mark"]
Role = Literal["", "subject", "object", "topic", "focus", "of", "and", "at", "by", "like", "being", "quote"]
Ending = Literal["", "adnominal", "linking", "manner", "final", "nominal"]


@dataclass(frozen=True, slots=True)
class Word:
    """A content word. `forms` are the dictionary forms to look up, best first; `lemma` is the one that is told.

    `role` is what its particle makes of a noun ("focus": subject or object behind 도 and 만), `particle` the last one
    as it stands, `suffix` one like 들 or 풍.
    `ending` is what a verb's ending makes of the clause; `past`: an adnominal one in -ㄴ, done already. `negated` marks
    -지 않다 and 안, `stated` a final one in -다; `helpers` are auxiliary verbs. `spaced`, `stopped`: a space,
    punctuation stands before it.
    """

    lemma: str
    pos: Pos
    start: int
    end: int
    forms: tuple[str, ...] = ()
    role: Role = ""
    particle: str = ""
    suffix: str = ""
    ending: Ending = ""
    past: bool = False
    negated: bool = False
    stated: bool = False
    helpers: tuple[str, ...] = ()
    spaced: bool = False
    stopped: bool = False

    @property
    def nominal(self) -> bool:
        return self.pos in {"noun", "latin", "mark"}

    @property
    def predicate(self) -> bool:
        return self.pos in {"verb", "adjective"}
