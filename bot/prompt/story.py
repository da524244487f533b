"""A story as one scene: what its keywords speak of, and no more than a text encoder reads well. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from bot.plan import Weighted
from bot.prompt.support import ABOVE, stem

STORY = 80
"""Words of English; what is no longer is told whole."""
SENTENCES = 4
"""Of a story at least: a long list of words is none, and the encoders read it in chunks."""
SCENE = 60
"""Words that a scene takes at most: about CLIP's 77 tokens."""
_LONG = 30
"""Words of a sentence that is taken apart at its commas."""

_SENTENCE = re.compile(r"(?<=[.!?。…])\s+")


def is_story(typed: str, english: str) -> bool:
    """Whether a text, which became this English, tells more than one picture shows."""
    return len(english.split()) > STORY and len(_SENTENCE.split(typed.strip())) >= SENTENCES


def scene_of(english: str, keywords: Sequence[Weighted]) -> str:
    """The sentences, in their order, that hold the most of the keywords' weight within `SCENE` words."""
    parts = [part for sentence in _SENTENCE.split(english) for part in _parts(sentence)]
    scores = {i: _score(part, keywords) for i, part in enumerate(parts)}
    chosen: list[int] = []
    left = SCENE
    for i in sorted((i for i in scores if scores[i] > 0), key=lambda i: (-scores[i], i)):
        length = len(parts[i].split())
        if length <= left:
            chosen.append(i)
            left -= length
    return ", ".join(parts[i] for i in sorted(chosen)) or " ".join(english.split()[:SCENE])


def _parts(sentence: str) -> list[str]:
    """The sentence without its full stop, in parts where it is long."""
    parts = re.split(r",\s+", sentence) if len(sentence.split()) > _LONG else [sentence]
    return [clean for part in parts if (clean := part.strip(" ,.!?"))]


def _score(part: str, keywords: Sequence[Weighted]) -> float:
    """What the keywords that the part holds say of the whole, for its length."""
    stems = _stems(part)
    said = sum(keyword.weight - ABOVE for keyword in keywords if _stems(keyword.text) <= stems)
    return said / math.sqrt(max(len(stems), 1))


def _stems(text: str) -> set[str]:
    return {stem(word) for word in re.findall(r"[^\W_]+", text.lower())}
