"""Spans that pass every step untouched: weights, LoRA tags, quoted text, links, @names, emoji.

While a text is analysed a private-use character, a mark, stands for each of them; `tidy` lets none come in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import emoji

Kind = Literal["weight", "lora", "quote", "link", "name", "emoji"]
FIRST_MARK = 0xE000
MAX_SPANS = 500
MARK = re.compile(f"[{chr(FIRST_MARK)}-{chr(FIRST_MARK + MAX_SPANS)}]")

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("lora", re.compile(r"<(?:lora|lyco|hypernet):[^<>\s]{1,200}>", re.IGNORECASE)),
    ("link", re.compile(r"(?:https?://|www\.)[^\s<>\"가-힣]+", re.IGNORECASE)),
    ("name", re.compile(r"<@[!&]?\w+>|(?<![\w@.])@[\w.]{2,32}", re.ASCII)),
    # a longer quotation is said by somebody, not written on something
    ("quote", re.compile(r"\"[^\"]{1,40}\"|(?<!\w)'[^'\s][^']{0,38}'(?![A-Za-z])")),
)


@dataclass(frozen=True, slots=True)
class Span:
    """`text` as it was typed; for an emoji its name in words is what `said` holds."""

    kind: Kind
    text: str
    said: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A text whose n-th span is the character `FIRST_MARK + n`."""

    text: str
    spans: tuple[Span, ...]

    def span(self, mark: str) -> Span:
        return self.spans[ord(mark) - FIRST_MARK]


def protect(text: str) -> Marked:
    """Put marks for spans. Time grows with the text's length, whatever its brackets do."""
    spans: list[Span] = []

    def mark(kind: Kind, typed: str, said: str) -> str:
        if len(spans) == MAX_SPANS:
            return said
        spans.append(Span(kind, restore(typed, spans), restore(said, spans)))
        return chr(FIRST_MARK + len(spans) - 1)

    for kind, pattern in _PATTERNS:
        text = pattern.sub(lambda found, kind=kind: mark(kind, found[0], found[0]), text)  # type: ignore[misc]
    text = _emoji(text, mark)
    return Marked(_brackets(text, mark), tuple(spans))


def restore(text: str, spans: tuple[Span, ...] | list[Span]) -> str:
    """The text with every mark replaced by what was typed there."""
    return MARK.sub(lambda found: spans[ord(found[0]) - FIRST_MARK].text, text)


def _emoji(text: str, mark: Callable[[Kind, str, str], str]) -> str:
    out, last = [], 0
    for found in emoji.emoji_list(text):
        begin, end, typed = found["match_start"], found["match_end"], found["emoji"]
        out += [text[last:begin], mark("emoji", typed, name_of(typed))]
        last = end
    return "".join([*out, text[last:]])


def name_of(typed: str) -> str:
    """An emoji's CLDR name without skin tones: "black cat"."""
    name = emoji.demojize(typed, delimiters=("", "")).replace("_", " ")
    return re.sub(r" (?:medium-)?(?:light|medium|dark) skin tone", "", name)


def _brackets(text: str, mark: Callable[[Kind, str, str], str]) -> str:
    """Mark outermost balanced (...) and [...]; drop brackets that pair with nothing, and backslashes."""
    pairs = _pairs(text)
    out, i = [], 0
    while i < len(text):
        if i in pairs:
            whole = text[i : pairs[i] + 1]
            out.append(mark("weight", whole, whole))
            i = pairs[i]
        elif text[i] in "\\()[]":
            out.append(" ")
        else:
            out.append(text[i])
        i += 1
    return "".join(out)


def _pairs(text: str) -> dict[int, int]:
    """Where each bracket that opens is closed."""
    pairs: dict[int, int] = {}
    open_: list[int] = []
    for i, letter in enumerate(text):
        if text[i - 1 : i] == "\\":
            continue
        if letter in "([":
            open_.append(i)
        elif letter in ")]" and open_ and text[open_[-1]] == {")": "(", "]": "["}[letter]:
            pairs[open_.pop()] = i
    return pairs
