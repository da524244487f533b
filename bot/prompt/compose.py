"""The strings that the two text encoders read, put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.prompt.meaning import Meaning
from bot.weights import emphasised


def prompt_of(meaning: Meaning, style: str) -> str:
    """For the first encoder: keywords with their weights, then the style; what was typed with a weight stays so."""
    pieces = [piece.text if piece.verbatim else emphasised(piece.text, piece.weight) for piece in meaning.pieces]
    return merged(pieces, [style])


def sentence_of(meaning: Meaning, style: str) -> str:
    """For the second encoder: the sentence and the style."""
    return merged([meaning.english], [style])


def merged(*lists: Iterable[str]) -> str:
    """Everything once, apart by commas."""
    return ", ".join(dict.fromkeys(text for texts in lists for text in _clean(texts)))


def _clean(texts: Iterable[str]) -> Sequence[str]:
    return [clean for text in texts if (clean := text.strip(" ,"))]
