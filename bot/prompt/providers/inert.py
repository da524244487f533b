"""Text that a provider sent, made fit for a prompt or for people's eyes: without anything that one would obey."""

from __future__ import annotations

import re

from bot.prompt.language import HANGUL
from bot.prompt.tidy import tidy

MAX_ENGLISH = 2_000
"""Characters of a translation that are taken."""

MAX_KOREAN = 1_000
"""Longer than anything that people may write in a game."""

_SYNTAX = re.compile(r"https?://\S+|www\.\S+|[()\[\]{}<>\\|`*_#@]+|(?<!\w)-{2,}(?=\w)")


def english(text: str) -> str:
    """The text on one line, without brackets, tags, options, names, links. Raises ValueError where no English is left.

    Hangul in it means that the provider did not do its work: no encoder of ours reads it.
    """
    plain = _plain(text)
    if HANGUL.search(plain):
        raise ValueError("Hangul is left")
    if not re.search(r"[A-Za-z]", plain):
        raise ValueError("nothing is said")
    return plain[:MAX_ENGLISH].rstrip()


def korean(text: str) -> str:
    """The same for Korean. Raises ValueError where there is none."""
    plain = _plain(text)
    if not HANGUL.search(plain):
        raise ValueError("no Hangul")
    return plain[:MAX_KOREAN].rstrip()


def _plain(text: str) -> str:
    plain = re.sub(r"\s+", " ", _SYNTAX.sub(" ", tidy(text)))
    return re.sub(r"\s+([,.;!?])", r"\1", plain).strip(' ,"')
