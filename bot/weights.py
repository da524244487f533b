"""Emphasis in a prompt, as people type it: `(word:1.3)`, `(word)` for 1.1 times, `[word]` for a tenth less, nested.

The notation of AUTOMATIC1111's web UI, which other tools read too. A backslash makes a bracket plain; a bracket
without its partner is plain as well: no text is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.plan import Weighted

LOWEST, HIGHEST = 0.1, 2.0
"""Beyond them pictures fall apart; a weight is brought between them."""

_ROUND = 1.1
_SQUARE = 1 / 1.1
_DIGITS = 3  # after the point, of a weight

_OPENS = {")": "(", "]": "["}
_ESCAPED = re.compile(r"\\([\\()\[\]])")
_TOKEN = re.compile(
    r"""\\[\\()\[\]]                    # an escaped character
    |   [(\[\]]
    |   (?: :[ ]* (?P<weight> [+-]? (?: \d (?:\.\d*)? | \.\d+ ) ) [ ]* )? \)
    |   [^\\()\[\]:]+ | [\\:]           # plain text; so is the 30 of (at 10:30)
    """,
    re.VERBOSE,
)


def parse(prompt: str) -> tuple[Weighted, ...]:
    """The prompt's text in pieces of one weight each, 0.1-2.0; joined, they are the text without its emphasis."""
    tokens = list(_TOKEN.finditer(prompt))
    opening, closing = _pairs(tokens)
    pieces, product = [], [1.0]
    for index, token in enumerate(tokens):
        if index in opening:
            product.append(product[-1] * opening[index])
        elif index in closing:
            product.pop()
        else:
            pieces.append(Weighted(_ESCAPED.sub(r"\1", token[0]), _within(product[-1])))
    return _joined(pieces)


def plain(prompt: str) -> str:
    """The prompt's text without its emphasis."""
    return "".join(piece.text for piece in parse(prompt))


def render(pieces: Iterable[Weighted]) -> str:
    """The opposite of `parse`, for pieces in order; their texts may hold anything."""
    return "".join(emphasised(piece.text, piece.weight) for piece in pieces)


def emphasised(text: str, weight: float) -> str:
    """`(text:weight)`, or the text alone at weight 1; brackets in it stay plain."""
    inert = re.sub(r"[\\()\[\]]", r"\\\g<0>", text)
    weight = _within(weight)
    return inert if weight == 1 else f"({inert}:{weight:g})"


def _pairs(tokens: Sequence[re.Match[str]]) -> tuple[dict[int, float], set[int]]:
    """The brackets that have a partner, by index: what each opening one multiplies by, and the closing ones."""
    opening: dict[int, float] = {}
    closing: set[int] = set()
    waiting: list[int] = []
    count = {"(": 0, "[": 0}
    for index, token in enumerate(tokens):
        kind = _OPENS.get("" if _ESCAPED.fullmatch(token[0]) else token[0][-1])
        if token[0] in count:
            waiting.append(index)
            count[token[0]] += 1
        elif kind is not None and count[kind]:
            usual = _ROUND if kind == "(" else _SQUARE
            opening[_partner(waiting, tokens, count, kind)] = float(token["weight"] or usual)
            closing.add(index)
    return opening, closing


def _partner(waiting: list[int], tokens: Sequence[re.Match[str]], count: dict[str, int], kind: str) -> int:
    """Take the last bracket of a kind off those waiting; what was opened after it stays without a partner."""
    while True:
        index = waiting.pop()
        count[tokens[index][0]] -= 1
        if tokens[index][0] == kind:
            return index


def _joined(pieces: Iterable[Weighted]) -> tuple[Weighted, ...]:
    runs = groupby(pieces, key=lambda piece: piece.weight)
    return tuple(Weighted("".join(piece.text for piece in run), weight) for weight, run in runs)


def _within(weight: float) -> float:
    return round(min(max(weight, LOWEST), HIGHEST), _DIGITS)
