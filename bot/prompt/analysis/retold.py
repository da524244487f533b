"""An English text retold in Korean, as far as the lexicon goes: "빨간 배, 바다, 노을". No translation, and no guess.

No parser either: English puts what describes a noun before it, and its articles, commas and prepositions tell where one
thing ends and the next begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.prompt import negation
from bot.prompt.analysis.adnominal import beside, state, with_object
from bot.prompt.analysis.backwards import Backwards
from bot.prompt.analysis.counting import Counting
from bot.prompt.analysis.lexicon import Lexicon
from bot.prompt.analysis.thing import Thing
from bot.prompt.analysis.typed import JOINS, PLACES, Token, names, takes, tokens
from bot.prompt.listed import listed, paired

LONGEST = 1_000
"""Characters that are looked at."""
MOST = 24
"""Phrases that are told of one text."""
_WORN = paired(
    """
    모자 쓰다, 안경 쓰다, 마스크 쓰다, 왕관 쓰다, 헬멧 쓰다, 가면 쓰다, 베레모 쓰다, 선글라스 쓰다, 두건 쓰다,
    투구 쓰다, 신발 신다, 구두 신다, 부츠 신다, 장화 신다, 운동화 신다, 양말 신다, 샌들 신다, 장갑 끼다, 반지 끼다,
    시계 차다, 목도리 두르다,
    스카프 두르다, 망토 두르다, 앞치마 두르다, 목걸이 하다, 귀걸이 하다, 넥타이 매다, 가방 메다
    """
)
_FACING = listed("fighting battling meeting kissing")
"""Their object is a companion in Korean: 용과 싸우는."""


@dataclass(slots=True)
class _Told:
    """What is told so far. `main` is the thing that verbs are about, `held` describes what comes next."""

    phrases: list[str] = field(default_factory=list)
    main: int | None = None
    held: list[str] = field(default_factory=list)

    def add(self, phrase: str, opened_by: str) -> None:
        phrase = " ".join([*self.held, phrase])
        self.held = []
        if opened_by == "of" and self.phrases:
            self.phrases[-1] = f"{phrase} {self.phrases[-1]}"
            return
        self.phrases.append(phrase)
        if opened_by not in PLACES or self.main is None:
            self.main = len(self.phrases) - 1

    def describe(self, words: str) -> None:
        """Of what verbs are about; of what comes, where nothing was named."""
        if self.main is None:
            self.held.append(words)
        else:
            self.phrases[self.main] = f"{words} {self.phrases[self.main]}"

    def let_go(self) -> None:
        """What described something that never came."""
        if self.held:
            self.phrases.append(f"{' '.join(self.held)} 느낌")
        self.held = []


class Retelling:
    """Never changes once it is made; any thread may ask."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._backwards = Backwards(lexicon)
        self._counting = Counting(lexicon)

    def of(self, english: str) -> str:
        """Phrases apart by commas; empty where nothing of the text is known. What is not known is left out."""
        wanted, unwanted = negation.split(english[:LONGEST])
        told = self._phrases(wanted)
        told += [f"{phrase} 없이" for denied in unwanted for phrase in self._phrases(denied)]
        return ", ".join(list(dict.fromkeys(told))[:MOST])

    def _phrases(self, english: str) -> list[str]:
        told, opened_by, part = _Told(), "", list[Token]()
        for token in [*tokens(english.lower(), self._backwards), Token("end", ".")]:
            if token.kind != "end":
                part.append(token)
                continue
            self._tell(part, opened_by, token.text, told)
            opened_by, part = token.text, []
        told.let_go()
        return told.phrases

    def _tell(self, part: list[Token], opened_by: str, closed_by: str, told: _Told) -> None:
        """One thing and what it does."""
        if opened_by not in JOINS:
            told.let_go()
        i = 0
        if not takes(part):
            thing, i = self._thing(part, 0, closed_by)
            if not thing.nouns and thing.before and not thing.unknown and closed_by in JOINS:
                told.held += thing.before
            elif said := thing.said(self._counting):
                told.add(said, opened_by)
        while i < len(part):
            token = part[i]
            thing, i = self._thing(part, i + token.may_do, closed_by)
            if token.may_do:
                told.describe(self._predicate(token, thing.said(self._counting)))
            elif said := thing.said(self._counting):  # what it does is not known, but with what: "catching a fish"
                told.add(said, "with")

    def _thing(self, part: list[Token], i: int, closed_by: str) -> tuple[Thing, int]:
        """A noun with what describes it, and the place behind it: further on, unless a verb stands there."""
        thing = Thing(self._backwards)
        while i < len(part):
            token = part[i]
            if thing.nouns and (token.kind == "article" or token.may_do):
                break
            if token.doing and not names(part[i + 1 :]):
                break
            thing.take(token, part[i + 1 :], closed_by)
            i += 1
        return thing, i

    def _predicate(self, token: Token, thing: str) -> str:
        """What somebody does, before them: 풍선을 든."""
        entry = token.sense("verb")
        if entry is None:
            return ""
        if not thing:
            return self._backwards.describing(entry)
        if entry.english == "wearing":
            worn = next((verb for noun, verb in _WORN.items() if thing.endswith(noun)), "입다")
            return f"{with_object(thing)} {state(worn)}"
        tied = beside(thing) if entry.english.split()[0] in _FACING else with_object(thing)
        return f"{tied} {self._backwards.describing(entry)}"
