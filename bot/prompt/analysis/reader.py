"""Reads Korean: Kiwi leads, Okt is asked where Kiwi and the lexicon are at a loss, or for everything without Kiwi."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.prompt.analysis import lexicon
from bot.prompt.analysis.answers import Korean
from bot.prompt.analysis.homographs import told_apart
from bot.prompt.analysis.morphology import words_of
from bot.prompt.analysis.retold import Retelling
from bot.prompt.analysis.spelling import Ear, as_written
from bot.prompt.analysis.understand import understand
from bot.prompt.analysis.witness import Stretch, peeled, settle, unknown_in
from bot.prompt.analysis.words import Word

if TYPE_CHECKING:
    from bot.prompt.analysis.korean import Tagger
    from bot.prompt.analysis.okt import Okt


@dataclass(frozen=True, slots=True)
class Heard:
    """A text as Kiwi and the lexicon hear it; `doubts` are for Okt. Without Kiwi there are no words yet."""

    text: str
    words: tuple[Word, ...]
    doubts: tuple[Stretch, ...]
    needs_witness: bool


class Reader:
    """Owns the lexicon and Kiwi. Making it takes seconds; reading may be asked from any thread."""

    def __init__(self, own_lexicon: Path | None) -> None:
        """Raises OSError and UnicodeDecodeError for the owner's own file."""
        self.lexicon = lexicon.load(own_lexicon)
        self._tagger = _tagger(self.lexicon)
        self._ear = Ear(self.lexicon.nouns())
        self._retelling = Retelling(self.lexicon)

    def hear(self, text: str) -> Heard:
        """The text's words, its unknown nouns spelled as they sound."""
        text = as_written(text)
        words = self._words(text)
        unknown = unknown_in(text, words, self.lexicon)
        mended = self._mended(text, unknown)
        if mended != text:
            text, words = mended, self._words(mended)
            unknown = unknown_in(text, words, self.lexicon)
        doubts = tuple(stretch for stretch in unknown if stretch.doubtful)
        return Heard(text, words, doubts, needs_witness=bool(doubts) or self._tagger is None)

    def understand(self, heard: Heard, witness: Okt | None = None) -> Korean:
        """What the text means; without its witness, what can be said without."""
        words = heard.words
        if witness is not None:
            words = settle(words, heard.doubts, witness) if self._tagger else witness.words(heard.text)
        return understand(words, self.lexicon)

    def retell(self, english: str) -> str:
        """In Korean what the lexicon knows of an English text; empty where it knows nothing."""
        return self._retelling.of(english)

    def _mended(self, text: str, unknown: tuple[Stretch, ...]) -> str:
        for stretch in unknown:
            known = self._ear.mend(stretch.text)
            if known and len(known) == len(stretch.text):
                text = text[: stretch.start] + known + text[stretch.end :]
        return text

    def _words(self, text: str) -> tuple[Word, ...]:
        if self._tagger is None:
            return ()
        return peeled(text, told_apart(words_of(text, self._tagger.morphs(text))), self.lexicon)


def _tagger(known: lexicon.Lexicon) -> Tagger | None:
    try:
        from bot.prompt.analysis.korean import Tagger  # noqa: PLC0415 - Kiwi, 4 s

        return Tagger(known.nouns())
    except ModuleNotFoundError:
        return None
