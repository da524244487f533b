"""What somebody has typed: the words, and the options among them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from bot.prompt import options
from bot.prompt.protected import Marked, protect, restore
from bot.prompt.tidy import tidy


@dataclass(frozen=True, slots=True)
class Typed:
    """`text` as it was typed; `words` without its `options`; `unknown` are names of options that there are not."""

    text: str
    words: Marked
    options: dict[str, str]
    unknown: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        marked = protect(tidy(text))
        words, chosen, unknown = options.split(marked.text)
        chosen = {name: restore(value, marked.spans) for name, value in chosen.items()}
        return cls(text, replace(marked, text=words), chosen, unknown)

    @property
    def left(self) -> str:
        """The words with what is protected in its place."""
        return restore(self.words.text, self.words.spans)

    @property
    def style(self) -> str:
        return options.style_of(self.options)

    def seed(self, otherwise: int) -> int:
        """Its own, where it has one."""
        own = self.options.get("seed", "")
        return int(own) if own.isdecimal() else otherwise
