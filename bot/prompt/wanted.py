"""What of a translation may stand in the prompt: nothing that the text does not want. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.prompt import negation
from bot.prompt.support import stem

_INSTEAD = (
    r"(?:instead\s+of|rather\s+than|other\s+than|in\s+place\s+of|not|no|without|never)\s+"
    r"(?:a\s+|an\s+|the\s+|any\s+|having\s+)*"
)

_AS_NEGATIVE = {"person": "people", **dict.fromkeys(("letters", "letter", "handwriting"), "text, letters")}


def wanted(english: str, unwanted: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The sentence without its negations, and what they were about; "" where an unwanted thing is still said in it.

    `unwanted` is known from elsewhere, from the Korean text itself; a sentence that keeps it was translated wrongly.
    """
    unwanted = tuple(unwanted)
    for phrase in unwanted:
        english = re.sub(rf"[\s,]*\b{_INSTEAD}{re.escape(phrase)}(?:e?s)?\b", "", english, flags=re.IGNORECASE)
    said, found = negation.split(english)
    said = said.strip(" ,")
    return ("" if any(says(said, phrase) for phrase in (*unwanted, *found)) else said), found


def as_negative(phrase: str) -> str:
    """A thing that is not wanted, as a negative prompt says it."""
    return _AS_NEGATIVE.get(phrase, phrase)


def says(text: str, phrase: str) -> bool:
    """Whether the phrase's words stand in the text in a row, whatever their endings."""
    words, sought = _stems(text), _stems(phrase)
    return bool(sought) and any(words[i : i + len(sought)] == sought for i in range(len(words) - len(sought) + 1))


def unsaid(text: str, phrases: Iterable[str]) -> str:
    """The text without the phrases, whatever their words' endings."""
    for phrase in phrases:
        sought = _stems(phrase)
        words = list(re.finditer(r"[^\W_]+", text))
        stems = [stem(word[0].lower()) for word in words]
        for i in range(len(words) - len(sought), -1, -1) if sought else ():
            if stems[i : i + len(sought)] == sought:
                text = text[: words[i].start()] + text[words[i + len(sought) - 1].end() :]
    return re.sub(r"\s+", " ", text).strip(" ,")


def _stems(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"[^\W_]+", text.lower())]
