"""Text as it comes from phones, made plain: no lone surrogates or control characters, straight quotes, real dashes."""

from __future__ import annotations

import re
import unicodedata

MAX_TEXT = 4_000
"""Characters of a text that are read; a command refuses longer ones, the planner cuts them."""

_ASCII = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # fullwidth forms
_QUOTES = dict.fromkeys(map(ord, "“”„‟″«»「」『』"), '"') | dict.fromkeys(map(ord, "‘’‚‛′"), "'") | {0x3000: " "}
_PLAIN = _ASCII | _QUOTES
_LONG_DASH = re.compile(r"(?:(?<=\s)|^)[—–―]-?(?=[A-Za-z가-힣])")  # phones turn -- into one
_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")
_JOINERS = "\u200d\ufe0f"  # hold emoji together


def tidy(text: str) -> str:
    """The same text in NFC, on one line, without what no font shows; at most `MAX_TEXT` characters. Never raises."""
    text = text[: 4 * MAX_TEXT].encode("utf-8", "ignore").decode("utf-8")
    text = unicodedata.normalize("NFC", text).translate(_PLAIN)
    text = _BREAKS.sub(lambda found: ", " if found.start() and text[found.start() - 1] not in ",.!?" else " ", text)
    text = "".join(letter if _shown(letter) else " " * (letter == "\t") for letter in text)
    text = _LONG_DASH.sub("--", text)
    return re.sub(r"\s+", " ", text)[:MAX_TEXT].strip()


def _shown(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.category(letter) not in {"Cc", "Cf", "Co", "Cs", "Cn"}
