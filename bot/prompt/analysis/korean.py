"""Kiwi, the Korean tagger that leads: 4 s to load, a quarter of a millisecond a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.prompt.analysis.words import Morph

if TYPE_CHECKING:
    from kiwipiepy import Kiwi


class Tagger:
    """Owns a Kiwi. Loading it takes seconds and a core; tagging may be asked from any thread."""

    def __init__(self, nouns: Iterable[str] = ()) -> None:
        """`nouns` of the lexicon that Kiwi would take apart are taught to it."""
        from kiwipiepy import Kiwi  # noqa: PLC0415 - only the process that tags pays for it

        self._kiwi: Kiwi = Kiwi(num_workers=1)
        divided = [noun for noun in nouns if len(self._kiwi.tokenize(noun)) > 1]
        for noun in divided:  # after the last question: each word that is taught makes the next tokenize() start anew
            self._kiwi.add_user_word(noun, "NNG")

    def morphs(self, text: str) -> tuple[Morph, ...]:
        """The text's morphemes; ㅋ and ㅎ that cling to a syllable are told from it."""
        tokens = self._kiwi.tokenize(text, normalize_coda=True)
        return tuple(Morph(token.form, token.tag.partition("-")[0], token.start, token.end) for token in tokens)
