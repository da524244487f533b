"""Korean content words with what their particles and endings say, from a tagger's morphemes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Pos = Literal["noun", "verb", "adjective", "adverb", "number", "counter", "latin", "mark"]
Role = Literal["", "subject", "object", "topic", "of", "and", "at", "by", "like", "being", "quote"]
Ending = Literal["", "adnominal", "linking", "manner", "final", "nominal"]


@dataclass(frozen=True, slots=True)
class Morph:
    """A morpheme; `tag` is one of the Sejong tag set without suffixes, offsets count characters of the text."""

    form: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A content word. `forms` are the dictionary forms to look up, best first; `lemma` is the one that is told.

    `role` is what its particle makes of a noun, `ending` what a verb's ending makes of the clause. `particle` is the
    last particle as it stands. `negated` marks -지 않다 and 안; `helpers` are auxiliary verbs. `spaced` and `stopped`:
    a space or punctuation stands before it.
    """

    lemma: str
    pos: Pos
    start: int
    end: int
    forms: tuple[str, ...] = ()
    role: Role = ""
    particle: str = ""
    ending: Ending = ""
    negated: bool = False
    helpers: tuple[str, ...] = ()
    suffix: str = ""
    spaced: bool = False
    stopped: bool = False

    @property
    def nominal(self) -> bool:
        return self.pos in {"noun", "latin", "mark"}

    @property
    def predicate(self) -> bool:
        return self.pos in {"verb", "adjective"}


_ROLES: dict[str, Role] = {
    "JKS": "subject",
    "JKC": "subject",
    "JKO": "object",
    "JKG": "of",
    "JC": "and",
    "JKQ": "quote",
}
_JKB: dict[str, Role] = {
    **dict.fromkeys(("로", "으로", "로써", "으로써"), "by"),
    **dict.fromkeys(("처럼", "같이", "만큼", "보다"), "like"),
    **dict.fromkeys(("와", "과", "랑", "이랑", "하고"), "and"),
}
_MANNER = frozenset({"게", "도록", "이", "히"})
_NUMERALS = frozenset(
    {
        "한",
        "두",
        "세",
        "네",
        "석",
        "넉",
        "다섯",
        "여섯",
        "일곱",
        "여덟",
        "아홉",
        "열",
        "여러",
        "많은",
        "하나",
        "둘",
        "셋",
        "넷",
        "스무",
        "백",
        "천",
        "수많은",
    }
)
_VERBAL = {"XSV": "verb", "XSA": "adjective", "VV": "verb", "VA": "adjective"}
_PRONOUNS_DROPPED = frozenset({"NP", "IC", "NNB"})
_QUIET_SUFFIXES = frozenset({"들", "님", "네", "씨"})
_STYLE_SUFFIXES = frozenset({"풍", "식", "류", "체"})


def words_of(text: str, morphs: Sequence[Morph]) -> tuple[Word, ...]:
    """Content words in order; particles, endings, pronouns and copulas survive only as their words' fields."""
    return _Reader(text, morphs).read()


class _Reader:
    """One pass over the morphemes; `i` is the next one."""

    def __init__(self, text: str, morphs: Sequence[Morph]) -> None:
        self.text, self.morphs, self.i = text, morphs, 0
        self.words: list[Word] = []
        self.stopped = self.denied = False

    def read(self) -> tuple[Word, ...]:
        while self.i < len(self.morphs):
            self._next()
        return tuple(self.words)

    def _tag(self, ahead: int = 0) -> str:
        i = self.i + ahead
        return self.morphs[i].tag if i < len(self.morphs) else ""

    def _next(self) -> None:
        morph, tag = self.morphs[self.i], self._tag()
        if tag in {"VV", "VA"}:
            self._predicate(morph, morph.form + "다", _VERBAL[tag])
        elif tag in {"NNG", "NNP", "XR", "XPN", "SN", "SL", "MAG", "MM", "NR", "SH", "NNB"} or tag.startswith("W_"):
            self._substantive(morph, tag)
        elif tag == "SW" and "\ue000" <= morph.form <= "\uf8ff":
            self.i += 1
            self._add(Word(morph.form, "mark", morph.start, morph.end), particles=True)
        elif tag == "VCN":
            self._predicate(morph, "아니다", "adjective")
        elif tag == "VX":  # an auxiliary without its verb
            self._predicate(morph, morph.form + "다", "verb")
        elif tag.startswith("J") and self.words:
            self._particles_late()
        else:
            self.stopped |= tag in {"SP", "SF", "SE", "SS", "SSO", "SSC"}
            self.i += 1

    def _particles_late(self) -> None:
        """A particle after something that was dropped belongs to nothing."""
        self.i += 1

    def _substantive(self, morph: Morph, tag: str) -> None:
        start, form = morph.start, morph.form
        self.i += 1
        if tag == "XPN" and self._tag() in {"NNG", "NNP", "XR"}:
            form, morph, tag = form + self.morphs[self.i].form, self.morphs[self.i], "NNG"
            self.i += 1
        if self._tag() in {"XSV", "XSA"} and self.morphs[self.i].start == morph.end:
            verbal, noun = self.morphs[self.i], form
            self._predicate(verbal, form + verbal.form + "다", _VERBAL[verbal.tag], start, (noun + "하다", noun))
            return
        if tag == "SN":
            if self._tag() == "SL" and self.morphs[self.i].start == morph.end:
                form, morph = form + self.morphs[self.i].form, self.morphs[self.i]
                self.i += 1
                self._add(Word(form, "latin", start, morph.end), particles=True)
            else:
                self._add(Word(form, "number", start, morph.end), particles=False)
        elif tag == "SL":
            self._add(Word(form, "latin", start, morph.end), particles=True)
        elif tag == "MAG":
            if form in {"안", "못"}:
                self.denied = True
            else:
                self._add(Word(form, "adverb", start, morph.end, (form,)), particles=False)
        elif tag in {"MM", "NR"}:
            if form in _NUMERALS:
                self._add(Word(form, "number", start, morph.end), particles=True)
            elif tag == "MM":
                self._add(Word(form, "adverb", start, morph.end, (form,)), particles=False)
        elif tag == "NNB":
            if self.words and self.words[-1].pos == "number" and not self.stopped:
                self._add(Word(form, "counter", start, morph.end), particles=True)
            else:
                self._particles(Word(form, "noun", start, morph.end))
        elif tag in {"NNG", "NNP", "XR"}:
            self._noun(form, start, morph.end)

    def _noun(self, form: str, start: int, end: int) -> None:
        suffix, forms = "", (form,)
        while self._tag() == "XSN":
            add = self.morphs[self.i].form
            end = self.morphs[self.i].end
            self.i += 1
            if add in _STYLE_SUFFIXES:
                suffix, forms = add, (form + add, form)
            elif add not in _QUIET_SUFFIXES:
                form += add
                forms = (form, *forms)
        pos: Pos = "counter" if self.words and self.words[-1].pos == "number" and form in COUNTERS else "noun"
        self._add(Word(form, pos, start, end, forms, suffix=suffix), particles=True)

    def _particles(self, word: Word) -> Word:
        role: Role = ""
        particle = ""
        while (tag := self._tag()).startswith("J") or tag == "VCP":
            form = self.morphs[self.i].form
            if tag == "VCP":
                self.i += 1
                role = role or "being"
                while self._tag().startswith("E"):
                    if self.morphs[self.i].form in {"라고", "라는", "라", "란"}:
                        role = "quote"
                    self.i += 1
                break
            told = "topic" if tag == "JX" else _JKB.get(form, "at") if tag == "JKB" else _ROLES.get(tag, "")
            role = told if not role or role == "topic" else role
            particle = form
            self.i += 1
        return replace(word, role=role, particle=particle)

    def _predicate(self, morph: Morph, lemma: str, pos: str, start: int = -1, more: tuple[str, ...] = ()) -> None:
        start = morph.start if start < 0 else start
        self.i += 1
        ending: Ending = ""
        negated, self.denied = self.denied, False
        helpers: list[str] = []
        forms = [lemma]
        end = morph.end
        while (tag := self._tag()).startswith("E") or (tag == "VX" and ending) or (tag == "XSA" and ending):
            part = self.morphs[self.i]
            end = max(end, part.end)
            self.i += 1
            if tag == "VX":
                negated |= part.form in {"않", "말", "못하"}
                helpers.append(part.form + "다")
                if part.form == "지":
                    forms.insert(0, self.text[start : part.start] + "지다")
            elif tag != "EP":
                ending = _ending(tag, part.form)
        role: Role = ""
        particle = ""
        word = Word(
            lemma,
            "verb" if pos == "verb" else "adjective",
            start,
            end,
            (*forms, *more),
            role,
            particle,
            ending,
            negated,
            tuple(helpers),
        )
        self._add(word, particles=ending == "nominal")

    def _add(self, word: Word, *, particles: bool) -> None:
        if particles:
            word = self._particles(word)
        spaced = word.start == 0 or self.text[word.start - 1].isspace()
        self.words.append(replace(word, spaced=spaced, stopped=self.stopped, forms=word.forms or (word.lemma,)))
        self.stopped = False


COUNTERS = frozenset(
    {"마리", "명", "개", "송이", "그루", "그릇", "잔", "대", "채", "권", "사람", "쌍", "병", "조각", "장", "벌"}
)


def _ending(tag: str, form: str) -> Ending:
    if tag == "ETM":
        return "adnominal"
    if tag == "ETN":
        return "nominal"
    if tag == "EF":
        return "final"
    return "manner" if form in _MANNER else "linking"
