"""A thing that an English text names, on its way into Korean: what describes it, and how many there are. Mutable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.prompt.analysis.backwards import Backwards
from bot.prompt.analysis.counting import Counting
from bot.prompt.analysis.typed import Token, names
from bot.prompt.listed import listed

_FILLING = listed("of with")
"""Before these an adjective may stand behind its noun: "full of", "covered with"."""


_AGED = {"오래된": "나이 든"}
"""Of the living: an old castle is another old than an old sailor."""


@dataclass(slots=True)
class Thing:
    """A noun while it is read: what describes it, the words it is made of, how many. `unknown`: its name is."""

    backwards: Backwards
    before: list[str] = field(default_factory=list)
    nouns: list[str] = field(default_factory=list)
    count: str = ""
    unknown: bool = False

    def take(self, token: Token, rest: Sequence[Token], closed_by: str) -> None:
        """The next word; `rest` are those behind it."""
        match token.kind:
            case "number":
                self.count = token.text
            case "owner":
                self.before += [f"{' '.join(self.nouns)}의"] if self.nouns else []
                self.nouns = []
            case "unknown":
                self.unknown = not rest
            case "known":
                unnamed = [each.kind for each in rest] == ["unknown"] and token.sense("adjective") is not None
                self._know(token, more=names(rest) or unnamed, by=closed_by)

    def _know(self, token: Token, *, more: bool, by: str) -> None:
        doing = token.sense("verb") if token.doing else None
        describing, noun = token.sense("adjective", "modifier"), token.sense("noun")
        if doing is not None and (more or noun is None):
            self.before.append(self.backwards.describing(doing))
        elif noun is not None and (not more or describing is None):
            name = self.backwards.spoken(noun)
            self.nouns.append(f"{name}인" if more and name.endswith("적") else name)
        elif describing is not None and (not self.nouns or more or by in _FILLING):
            self.before.append(self.backwards.describing(describing))

    def said(self, counting: Counting) -> str:
        """In Korean; empty where nothing of it is known."""
        if self.nouns:
            ages = counting.ages(self.nouns[-1])
            before = [_AGED.get(word, word) if ages else word for word in self.before]
            return counting.said(" ".join([*before, *self.nouns]), self.nouns[-1], self.count)
        if not self.before:
            return ""
        return f"{' '.join(self.before)} {'것' if self.unknown else '느낌'}"
