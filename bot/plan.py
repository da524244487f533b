"""What the prompt engine understood of a text: one frozen value that can be shown, stored and edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Language = Literal["ko", "en", "mixed", "none"]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A phrase of the prompt and its emphasis; 1.0 is neutral, planned weights lie in 1.05-1.35."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Gloss:
    """One content word of the source language and the English it became; empty when it is not known."""

    source: str
    english: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptPlan:
    """A text, understood.

    `lemmas` and `negatives` are dictionary forms in the source language; everything from `english` on is English.
    `glosses` are of what is wanted, `denied` of what is not.
    `coverage` is the share of content words that were translated, 0-1. `prompt` goes to SDXL's first encoder
    (keywords and style, with `(phrase:1.2)` weights), `prompt_2` to the second (the sentence).
    `negative` is what was to be left out by hand, beside what the text says. `unknown_options` are names typed as
    `--name` that no option has. `warnings` are message keys.
    """

    text: str
    language: Language
    lemmas: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)
    unknown_options: tuple[str, ...] = ()
    style: str = ""
    negative: str = ""
    protected: tuple[str, ...] = ()
    paraphrases: tuple[str, ...] = ()
    english: str = ""
    glosses: tuple[Gloss, ...] = ()
    denied: tuple[Gloss, ...] = ()
    unknown: tuple[str, ...] = ()
    coverage: float = 1.0
    keywords: tuple[Weighted, ...] = ()
    prompt: str = ""
    prompt_2: str = ""
    negative_prompt: str = ""
    providers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[Gloss, ...]:
        """What was understood of the source language."""
        return tuple(gloss for gloss in self.glosses if gloss.english)
