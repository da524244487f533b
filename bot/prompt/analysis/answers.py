"""What the analysis process is asked and what it answers: frozen values that cross the pipe. Imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.plan import Gloss, Weighted

Part = Literal["kiwi", "keybert", "okt", "marian"]


What = Literal["analyse", "keywords", "translate", "retell"]


@dataclass(frozen=True, slots=True)
class Korean:
    """A text with Korean in it, understood without a model.

    `lemmas` and `negatives` are dictionary forms, `glosses` and `denied` their English. `english` is the gloss as a
    sentence, `unwanted` the glosses of what is not wanted, `keywords` its phrases in the order of the text. Marks of
    protected spans stand as they stood; a keyword that is a mark alone has weight 1.
    """

    lemmas: tuple[str, ...]
    negatives: tuple[str, ...]
    glosses: tuple[Gloss, ...]
    denied: tuple[Gloss, ...]
    unknown: tuple[str, ...]
    coverage: float
    english: str
    unwanted: tuple[str, ...]
    keywords: tuple[Weighted, ...]


Answer = Korean | tuple[Weighted, ...] | str


@dataclass(frozen=True, slots=True)
class Ask:
    """`text` with the protected spans' marks in it."""

    id: int
    what: What
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to an `Ask`: `Korean` for "analyse", keywords in the order of the text for "keywords", English for
    "translate", Korean for "retell".
    """

    id: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """An `Ask` that met a bug; `detail` is for the log."""

    id: int
    detail: str


@dataclass(frozen=True, slots=True)
class Ready:
    """One part is warm, `seconds` after the process began; or it cannot be: `failure` is for the log."""

    part: Part
    seconds: float
    failure: str = ""


Message = Told | Failed | Ready
