"""Verbs that are written alike in one form, told apart by the noun before them: 하늘을 나는, 연기가 나는."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.prompt.analysis.words import Role, Word
from bot.prompt.listed import listed


@dataclass(frozen=True, slots=True)
class Other:
    """The verb that is meant behind a noun of these roles, unless it is one of `unless`."""

    lemma: str
    roles: frozenset[Role]
    unless: frozenset[str] = frozenset()


_DUG = listed("땅 굴 구덩이 우물 흙 모래 도장 함정 귀 무덤 터널 참호 밭 홈 구멍")
_OTHERS: Mapping[str, Other] = MappingProxyType(
    {
        "나다": Other("날다", frozenset({"object"})),
        "파다": Other("팔다", frozenset({"object", ""}), _DUG),
        "사다": Other("살다", frozenset({"at"})),
        "갈다": Other("가다", frozenset({"at"})),
        "비다": Other("빌다", frozenset({"object"})),
    }
)


_NOUNS: Mapping[str, str] = MappingProxyType({"파": "팔다", "사": "살다", "우": "울다"})
"""Nouns that are a verb in -는 between two nouns, or behind a clause: 군밤 파는 노점, 놀라서 우는 아이."""


def told_apart(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words with the verbs that are meant."""
    verbs = [_verb(words, i) for i in range(len(words))]
    meant = (_meant(words[i - 1] if i else None, word) for i, word in enumerate(verbs) if not _supposes(verbs, i))
    return tuple(meant)


def _supposes(words: Sequence[Word], i: int) -> bool:
    """비가 올 것 >같은< 하늘: no likeness."""
    return words[i].lemma == "같다" and i > 0 and words[i - 1].ending == "adnominal" and not words[i].stopped


def _verb(words: tuple[Word, ...], i: int) -> Word:
    word = words[i]
    verb = _NOUNS.get(word.lemma) if word.particle == "는" and 0 < i < len(words) - 1 else None
    if verb is None or not words[i + 1].nominal or word.stopped:
        return word
    if not words[i - 1].nominal and words[i - 1].ending not in {"linking", "manner"}:
        return word
    return replace(word, lemma=verb, forms=(verb,), pos="verb", role="", particle="", ending="adnominal")


def _meant(before: Word | None, word: Word) -> Word:
    other = _OTHERS.get(word.lemma)
    if other is None or before is None or not before.nominal or word.pos != "verb" or word.stopped:
        return word
    if before.role not in other.roles or before.lemma in other.unless:
        return word
    return replace(word, lemma=other.lemma, forms=(other.lemma,))
