"""Reads Korean: Kiwi leads, Okt is asked where Kiwi and the lexicon are at a loss, or for everything without Kiwi."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.prompt.analysis import lexicon
from bot.prompt.analysis.answers import Korean
from bot.prompt.analysis.understand import understand
from bot.prompt.analysis.witness import doubts, settle
from bot.prompt.analysis.words import Word, words_of

if TYPE_CHECKING:
    from bot.prompt.analysis.korean import Tagger
    from bot.prompt.analysis.okt import Okt


class Reader:
    """Owns the lexicon and Kiwi. Making it takes seconds; reading may be asked from any thread."""

    def __init__(self, own_lexicon: Path | None) -> None:
        """Raises OSError and UnicodeDecodeError for the owner's own file."""
        self.lexicon = lexicon.load(own_lexicon)
        self._tagger = _tagger(self.lexicon)

    def needs_witness(self, text: str) -> bool:
        """Whether Okt has to be asked of this text."""
        return self._tagger is None or bool(doubts(text, self._words(text), self.lexicon))

    def read(self, text: str, witness: Okt | None = None) -> Korean:
        """What the text means; without its witness, what can be said without."""
        words = self._words(text)
        if witness is not None:
            words = settle(text, words, self.lexicon, witness) if self._tagger else witness.words(text)
        return understand(words, self.lexicon)

    def _words(self, text: str) -> tuple[Word, ...]:
        return words_of(text, self._tagger.morphs(text)) if self._tagger else ()


def _tagger(known: lexicon.Lexicon) -> Tagger | None:
    try:
        from bot.prompt.analysis.korean import Tagger  # noqa: PLC0415 - Kiwi, 4 s

        return Tagger(known.nouns())
    except ModuleNotFoundError:
        return None
