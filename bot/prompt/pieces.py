"""Texts that are longer than a translator takes at once."""

from __future__ import annotations

import re


def pieces(text: str, longest: int) -> list[str]:
    """The text in pieces of at most `longest` characters, cut after a sentence, else at a space, else anywhere."""
    out = []
    while len(text) > longest:
        head = text[:longest]
        ends = [found.end() for found in re.finditer(r"[.!?。…]+\s+", head)] or [head.rfind(" ") + 1]
        cut = ends[-1] or longest
        out.append(text[:cut].strip())
        text = text[cut:]
    return [piece for piece in (*out, text.strip()) if piece]
