"""Kiwi, the Korean tagger that leads: 4 s to load, a quarter of a millisecond a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bot.prompt.analysis.morphology import Morph

if TYPE_CHECKING:
    from kiwipiepy import Kiwi, Token

SCORE = -5.0
"""How much a word of the lexicon is preferred: enough for 정자 and 궁수, not so much that 성에 사는 is about frost."""

DOUBT = 4.0
"""Log likelihood between two readings of which either may be meant."""


class Tagger:
    """Owns a Kiwi. Loading it takes seconds and a core; tagging may be asked from any thread."""

    def __init__(self, nouns: Iterable[str] = ()) -> None:
        """`nouns` of the lexicon that Kiwi would take apart are taught to it."""
        from kiwipiepy import Kiwi  # noqa: PLC0415 - only the process that tags pays for it

        self._kiwi: Kiwi = Kiwi(num_workers=1, load_multi_dict=False)  # names of many words: 자전거 탄 소년 is a film
        taught = [noun for noun in nouns if self._is_one(noun)]
        for noun in taught:  # after the last question: each word that is taught makes the next tokenize() start anew
            self._kiwi.add_user_word(noun, "NNG", SCORE)

    def _is_one(self, noun: str) -> bool:
        """Not so 빨간모자 and 공주님, which are more than a noun, and 그린 and 성에, which may be something else."""
        best, *others = self._kiwi.analyze(noun, top_n=3)
        readings = [best, *(other for other in others if best[1] - other[1] < DOUBT)]
        return not noun.endswith(("들", "님")) and not any(_runs_on(tokens) for tokens, _ in readings)

    def morphs(self, text: str) -> tuple[Morph, ...]:
        """The text's morphemes; ㅋ and ㅎ that cling to a syllable are told from it."""
        tokens = self._kiwi.tokenize(text, normalize_coda=True)
        return tuple(Morph(token.form, token.tag.partition("-")[0], token.start, token.end) for token in tokens)


def _runs_on(tokens: Sequence[Token]) -> bool:
    """Whether a reading holds a verb's ending, or a particle behind a noun."""
    return any(token.tag[0] == "E" and token.tag != "ETN" for token in tokens) or any(
        t.tag[0] == "J" for t in tokens[1:]
    )
