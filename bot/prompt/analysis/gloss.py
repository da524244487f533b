"""From Korean words to English ones: the lexicon's senses, numbers, places, and names spelled in Latin letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.plan import Gloss
from bot.prompt.analysis.grammar import COUNTED, PLACES, number
from bot.prompt.analysis.lexicon import Entry, Lexicon
from bot.prompt.analysis.romanise import romanise
from bot.prompt.analysis.scene import Builder, Item, Kind, Scene
from bot.prompt.analysis.words import Word

_HAVING = frozenset("가지다 갖다 지니다 있다 달리다 보이다 갖추다 그려지다 품다".split())
_MOVING = frozenset(
    "걷다 걸어가다 달리다 날다 날아가다 날아오르다 지나다 지나가다 거닐다 헤엄치다 건너다 오르다 산책하다 여행하다 뛰다 뛰어다니다 돌아다니다 "
    "질주하다 떠다니다 다니다 가다 항해하다 탐험하다 내려가다 올라가다 향하다 바라보다".split()
) - {"바라보다"}
_HAPPENING = frozenset(
    "피다 지다 빛나다 오다 내리다 뜨다 흩날리다 날다 쌓이다 떨어지다 물들다 덮이다 열리다 흐르다 비치다 나다 끼다 솟다 타오르다 걸리다 매달리다 "
    "늘어서다 펼쳐지다 반짝이다 쏟아지다 웃다 울다 가득하다 우거지다 지나가다 들어오다 만개하다 녹다 얼다 젖다 터지다 불다".split()
)
_LIGHT = frozenset(
    "있다 하다 되다 이다 같다 싶다 보이다 나오다 지다 가다 오다 주다 대다 두다 놓다 들어가다 나다 나타나다".split()
)
"""Verbs that need no English of their own."""
_SILENT = frozenset("거 것 수 중 때 쪽 번 정도 채 듯 줄 등 데 뿐 나 너 저 우리 내 제 그 이".split())


@dataclass(frozen=True, slots=True)
class Glossed:
    """`known` of `content` words have an English; `unknown` are the others."""

    scene: Scene
    glosses: tuple[Gloss, ...]
    unknown: tuple[str, ...]
    known: int
    content: int


def gloss(words: Sequence[Word], lexicon: Lexicon) -> Glossed:
    """The words in English. Marks pass as they are."""
    builder, glosses, unknown = Builder(), [], []
    known = content = i = 0
    while i < len(words):
        word = words[i]
        plain = _plain(word)
        if plain is not None:
            builder.add(plain)
            i += 1
            continue
        match = lexicon.match(words, i)
        length, entry = (match.length, match.entry) if match else (1, _split(word, lexicon))
        run = words[i : i + length]
        i += length
        source = " ".join(part.lemma for part in run)
        if entry is None and word.lemma in _LIGHT:
            builder.add(_item(run, Entry((source,), "v", "")))
            continue
        content += length
        if entry is None:
            unknown.append(source)
            glosses.append(Gloss(source, ""))
            entry = Entry((source,), "n" if word.nominal else "v", romanise(source) if word.nominal else "")
        else:
            known += length
            if entry.english:
                glosses.append(Gloss(source, entry.english))
        builder.add(_item(run, entry))
    return Glossed(builder.build(), tuple(dict.fromkeys(glosses)), tuple(dict.fromkeys(unknown)), known, content)


def _plain(word: Word) -> Item | None:
    """What needs no lexicon."""
    if word.pos == "mark" or word.pos == "latin":
        return Item(
            kind="noun",
            english=word.lemma,
            at=word.start,
            role=word.role,
            stopped=word.stopped,
            mark=word.pos == "mark",
        )
    if word.pos == "number":
        return Item(kind="number", english=number(word.lemma), at=word.start, role=word.role, stopped=word.stopped)
    if word.pos == "counter":
        return Item(kind="counter", english=COUNTED.get(word.lemma, ""), at=word.start, role=word.role)
    if word.pos == "noun" and word.lemma in PLACES and not word.stopped:
        return Item(kind="place", english=PLACES[word.lemma], at=word.start, role=word.role)
    if word.lemma in _SILENT:
        return Item(kind="noun", english="", at=word.start, role=word.role, stopped=word.stopped)
    return None


_KINDS: dict[str, Kind] = {"n": "noun", "v": "verb", "a": "adjective", "m": "adverb"}


def _item(run: Sequence[Word], entry: Entry) -> Item:
    first, last = run[0], run[-1]
    kind: Kind
    if last.predicate:
        kind = "adjective" if entry.pos == "a" or (entry.pos == "p" and last.pos == "adjective") else "verb"
    elif last.pos == "adverb":
        kind = "adverb"
    else:
        kind = "adjective" if entry.pos in {"a", "m"} and last.nominal and not last.role else "noun"
    english = entry.english
    if (
        last.suffix in {"풍", "식", "체", "류"}
        and english
        and entry.key[-1][-1] != last.suffix
        and "style" not in english
    ):
        english += " style"
    return Item(
        kind=kind,
        english=english,
        at=first.start,
        role=last.role,
        ending=last.ending,
        stopped=first.stopped,
        many=last.suffix == "들",
        whole=len(run) > 1 and last.predicate,
        having=last.lemma in _HAVING and len(run) == 1,
        moving=last.lemma in _MOVING,
        happening=last.lemma in _HAPPENING,
    )


def _split(word: Word, lexicon: Lexicon) -> Entry | None:
    """A compound that neither the tagger nor the lexicon knows as one: 여전사 as 여 + 전사. Longest head last."""
    if not word.nominal:
        return None
    for form in word.forms:
        for cut in range(1, len(form)):
            head, tail = lexicon.sense((form[:cut],), ()), lexicon.sense((form[cut:],), ())
            if head and tail and {head.pos, tail.pos} <= {"n", "m", "a"} and max(cut, len(form) - cut) > 1:
                return Entry((form,), "n", f"{head.english} {tail.english}".strip())
    return None
