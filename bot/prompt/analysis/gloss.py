"""From Korean words to English ones: the lexicon's senses, numbers, places, and names spelled in Latin letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.plan import Gloss
from bot.prompt.analysis.builder import Builder
from bot.prompt.analysis.items import item_of, measured, plain_item
from bot.prompt.analysis.lexicon import Entry, Lexicon
from bot.prompt.analysis.romanise import romanise
from bot.prompt.analysis.scene import Item, Scene
from bot.prompt.analysis.subjects import describes_next, waits
from bot.prompt.analysis.verbs import LIGHT
from bot.prompt.analysis.words import Word
from bot.prompt.listed import listed

_NO_TAILS = listed("이 가 은 는 을 를 의 에 도 만 로 랑 나 님 들 공 사 자 장 수 기 상 전 인 원 관")
"""Particles and suffixes: 시계공 is no clock ball."""
_SHORTEST_COMPOUND = 3  # syllables: 정자 is not 정 + 자


@dataclass(frozen=True, slots=True)
class Glossed:
    """`known` of `content` words have an English; `unknown` are the others."""

    scene: Scene
    glosses: tuple[Gloss, ...]
    unknown: tuple[str, ...]
    known: int
    content: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that are looked up as one, with what was found; `plain` needs no looking up."""

    words: tuple[Word, ...]
    entry: Entry | None
    plain: Item | None = None

    @property
    def light(self) -> bool:
        return self.plain is not None or (self.entry is None and self.words[0].lemma in LIGHT)

    @property
    def source(self) -> str:
        return " ".join(word.lemma for word in self.words)


def gloss(words: Sequence[Word], lexicon: Lexicon) -> Glossed:
    """The words in English; a noun that is not known is spelled in Latin letters. Marks pass as they are."""
    builder = Builder()
    glosses: dict[str, Gloss] = {}
    known = content = 0
    before: Word | None = None
    at = 0
    for run in _runs(words, lexicon):
        at += len(run.words)
        entry = run.entry or Entry((run.source,), "n", _spelled(run))
        if not run.light:
            content += len(run.words)
            known += len(run.words) if run.entry else 0
            glosses[run.source] = Gloss(run.source, run.entry.english if run.entry else "")
        item = run.plain or item_of(run.words, entry, before, acts=before is not None and lexicon.acts(before.lemma))
        aside = describes_next(words, at - 1, lexicon.acts)
        builder.add(replace(item, aside=aside, waits=waits(words, at - 1)))
        before = run.words[-1]
    unknown = tuple(source for source, found in glosses.items() if not found.english and not _dropped(source, lexicon))
    told = tuple(found for found in glosses.values() if found.english or found.source in unknown)
    return Glossed(builder.build(), told, unknown, known, content)


def known_words(words: Sequence[Word], lexicon: Lexicon) -> frozenset[Word]:
    """The words that have an English, or need none."""
    runs = _runs(words, lexicon)
    return frozenset(word for run in runs if run.entry or run.light for word in run.words) | frozenset(
        word for word in words if word.pos == "adverb"
    )


def _runs(words: Sequence[Word], lexicon: Lexicon) -> Iterator[_Run]:
    i = 0
    while i < len(words):
        measure = measured(words[i], words[i + 1]) if words[i].pos == "number" and i + 1 < len(words) else None
        plain = measure or plain_item(words[i])
        match = None if plain else lexicon.match(words, i)
        length = 2 if measure else match.length if match else 1
        entry = match.entry if match else None if plain else _compound(words[i], lexicon)
        yield _Run(tuple(words[i : i + length]), entry, plain)
        i += length


def _spelled(run: _Run) -> str:
    """Syllables that stand alone say nothing to anybody."""
    return romanise(run.source) if run.words[0].nominal and len(run.source) > 1 else ""


def _dropped(source: str, lexicon: Lexicon) -> bool:
    """Whether the lexicon knows a word that needs no English."""
    return lexicon.sense(tuple(source.split())) is not None


def _compound(word: Word, lexicon: Lexicon) -> Entry | None:
    """A noun that neither the tagger nor the lexicon knows as one: 여전사 as 여 + 전사."""
    if word.pos != "noun":
        return None
    for form in word.forms:
        for cut in range(1, len(form)) if len(form) >= _SHORTEST_COMPOUND else ():
            head, tail = lexicon.sense((form[:cut],)), lexicon.sense((form[cut:],))
            if head and tail and form[cut:] not in _NO_TAILS and {head.pos, tail.pos} <= {"n", "m", "a"}:
                return Entry((form,), "n", f"{head.english} {tail.english}".strip())
    return None
