"""Word lists and tables as they are best read: words, spaces, line breaks."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.split())


def paired(pairs: str) -> dict[str, str]:
    """Pairs apart by commas or line ends: a word, and what belongs to it."""
    lines = (pair.split(maxsplit=1) for pair in pairs.replace("\n", ",").split(",") if pair.strip())
    return {word: belongs.strip() for word, belongs in lines}
