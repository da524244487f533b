"""Where Kiwi may be wrong, and what is said for another reading: a noun that sounds alike, a particle that was taken
for a part of its word, and Okt, which knows slang and new words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.prompt.analysis.gloss import known_words
from bot.prompt.analysis.lexicon import Lexicon
from bot.prompt.analysis.words import Role, Word

if TYPE_CHECKING:
    from bot.prompt.analysis.okt import Okt

_EOJEOL = re.compile(r"[가-힣]{2,}")
_PARTICLES: dict[str, Role] = {
    **dict.fromkeys(("이", "가"), "subject"),
    **dict.fromkeys(("을", "를"), "object"),
    **dict.fromkeys(("은", "는"), "topic"),
    **dict.fromkeys(("도", "만"), "focus"),
    "의": "of",
    **dict.fromkeys(("에", "서"), "at"),
    "랑": "and",
}
LONGEST_ASKED = 12
"""Syllables of the longest word that Okt is asked about: its time grows steeply with the length."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hangul between two spaces, of which something is not known, with the words that Kiwi made of it."""

    text: str
    start: int
    end: int
    words: tuple[Word, ...]

    @property
    def doubtful(self) -> bool:
        """Whether Okt may know better: Kiwi took it apart, or took it for a verb."""
        apart = len(self.words) != 1 or self.words[0].predicate
        return apart and len(self.text) <= LONGEST_ASKED


def unknown_in(text: str, words: Sequence[Word], lexicon: Lexicon) -> tuple[Stretch, ...]:
    """Where something is not known."""
    known = known_words(words, lexicon)
    stretches = []
    for found in _EOJEOL.finditer(text):
        inside = tuple(word for word in words if found.start() <= word.start < found.end())
        if any(word not in known for word in inside) or _crumbled(inside, lexicon):
            stretches.append(Stretch(found[0], found.start(), found.end(), inside))
    return tuple(stretches)


def _crumbled(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """A word taken apart into single syllables: 정 + 자."""
    single = [word for word in words if word.pos == "noun" and len(word.lemma) == 1]
    joined = "".join(word.lemma for word in single)
    return len(single) > 1 and lexicon.sense((joined,), ()) is None


def settle(words: Sequence[Word], doubts: Sequence[Stretch], witness: Okt) -> tuple[Word, ...]:
    """The words, with one noun where Okt hears one and Kiwi heard several that nobody knows."""
    words = tuple(words)
    for doubt in doubts:
        heard = witness.noun(doubt.text)
        if heard is not None:
            stopped = bool(doubt.words) and doubt.words[0].stopped
            noun = replace(heard, start=doubt.start, end=doubt.end, spaced=True, stopped=stopped)
            before = tuple(word for word in words if word.start < doubt.start)
            words = (*before, noun, *(word for word in words if word.start >= doubt.end))
    return words


def peeled(text: str, words: Sequence[Word], lexicon: Lexicon) -> tuple[Word, ...]:
    """별님이, taken for a name, is 별님 and a particle; 아기 판다, taken for a sale, is a panda."""
    words = _with_unheard(text, _with_places(words), lexicon)
    words = tuple(_thing(text, words[i - 1] if i else None, word, lexicon) for i, word in enumerate(words))
    known = known_words(words, lexicon)
    return tuple(word if word in known else _peel(word, lexicon) for word in words)


def _with_places(words: Sequence[Word]) -> Sequence[Word]:
    """산서 내려온다 is 산에서, whatever 서 was taken for."""
    out: list[Word] = []
    for word in words:
        last = out[-1] if out else None
        spoken = word.lemma in {"서", "서다"} and not word.ending and not word.role and word.end == word.start + 1
        if (
            spoken
            and last is not None
            and not word.spaced
            and not word.stopped
            and last.pos == "noun"
            and not last.role
        ):
            out[-1] = replace(last, role="at", particle="서", end=word.end)
        else:
            out.append(word)
    return out


def _with_unheard(text: str, words: Sequence[Word], lexicon: Lexicon) -> tuple[Word, ...]:
    """The words, with the nouns of which nothing was left: 바다 taken for 바 + 이다."""
    out = list(words)
    for found in _EOJEOL.finditer(text):
        entry = lexicon.sense((found[0],))
        if entry and entry.pos == "n" and not any(found.start() <= word.start < found.end() for word in words):
            out.append(Word(found[0], "noun", found.start(), found.end(), (found[0],), spaced=True))
    return tuple(sorted(out, key=lambda word: word.start))


def _thing(text: str, before: Word | None, word: Word, lexicon: Lexicon) -> Word:
    """A verb that ends a sentence in -다 behind what describes a noun is a noun, and so is one that is known whole."""
    whole = _EOJEOL.match(text, word.start)
    if word.role == "being" and whole and lexicon.acts(whole[0]):  # 우주인 is no 우주 + 이다
        return replace(word, lemma=whole[0], forms=(whole[0],), role="", end=whole.end())
    form = text[word.start : word.end]
    describes = before is not None and (before.ending == "adnominal" or (before.nominal and not before.role))
    entry = lexicon.sense((form,)) if word.ending == "final" and form.endswith("다") and describes else None
    if entry is None or entry.pos != "n" or word.stopped:
        return word
    return replace(word, lemma=form, forms=(form,), pos="noun", ending="", helpers=())


def _peel(word: Word, lexicon: Lexicon) -> Word:
    role = _PARTICLES.get(word.lemma[-1:])
    stem = word.lemma[:-1]
    if word.pos == "noun" and not word.role and word.lemma[-1:] in {"한", "할"} and lexicon.sense((stem + "하다",), ()):
        verb = stem + "하다"
        return replace(word, lemma=verb, forms=(verb,), pos="adjective", ending="adnominal")
    bare = stem.removesuffix("님").removesuffix("들")
    lemma = next((known for known in (stem, bare) if known and lexicon.sense((known,), ())), None)
    if word.pos != "noun" or word.role or role is None or lemma is None:
        return word
    return replace(
        word, lemma=bare if lexicon.sense((bare,), ()) else stem, forms=(lemma,), role=role, particle=word.lemma[-1]
    )
