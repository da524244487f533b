"""From a tagger's morphemes to content words: particles, endings and auxiliaries become what they say of their word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.prompt.analysis.words import Ending, Pos, Role, Word
from bot.prompt.listed import listed


@dataclass(frozen=True, slots=True)
class Morph:
    """A morpheme; `tag` is one of the Sejong tag set without suffixes, offsets count characters of the text."""

    form: str
    tag: str
    start: int
    end: int


COUNTERS = listed("마리 명 개 송이 그루 그릇 잔 대 채 권 사람 쌍 병 조각 장 벌 접시 컵 다발")
NUMERALS = listed("한 두 세 네 석 넉 다섯 여섯 일곱 여덟 아홉 열 스무 백 천 하나 둘 셋 넷 여러 많은 수많은")
STYLES = listed("풍 식 류 체")
"""Suffixes that make a style of a noun: 민화풍."""

_ROLES: dict[str, Role] = {
    "JKS": "subject",
    "JKC": "subject",
    "JKO": "object",
    "JKG": "of",
    "JC": "and",
    "JKQ": "quote",
}
_ADVERBIAL: dict[str, Role] = {
    **dict.fromkeys(("로", "으로", "로써", "으로써"), "by"),
    **dict.fromkeys(("처럼", "같이", "만큼", "보다"), "like"),
    **dict.fromkeys(("와", "과", "랑", "이랑", "하고"), "and"),
}
_VERBAL: dict[str, Pos] = {"XSV": "verb", "XSA": "adjective", "VV": "verb", "VA": "adjective", "VX": "verb"}
_STOPS = listed("SP SF SE SS SSO SSC")
_DENYING = listed("없 없이 말 빼 싫 넣 대신 금지 제외")
_NEGATING = listed("않 말 못하")
_MANNER = listed("게 도록 이 히")
_TOPIC = listed("은 는 ᆫ 이란")
_QUOTING = listed("라고 라는 라 란")
_QUIET_SUFFIXES = listed("들 님 네 씨 짜리")
_TAKEN_FOR_BOUND = listed("등 상 성 장")
_LIGHT_VERBS = listed("하 되 당하 시키")
_JOINTS = "-'&/+."


def words_of(text: str, morphs: Sequence[Morph]) -> tuple[Word, ...]:
    """Content words in order. Pronouns, bound nouns and copulas are no words; marks of protected spans are."""
    return _Reading(text, morphs).words()


class _Reading:
    """One pass over the morphemes; `_i` is the next one."""

    def __init__(self, text: str, morphs: Sequence[Morph]) -> None:
        self._text, self._morphs, self._i = text, morphs, 0
        self._words: list[Word] = []
        self._stopped = self._ended = self._denied = False  # punctuation before, a sentence's end within, 안 before
        noun, verb = self._noun, self._verb
        self._readers: dict[str, Callable[[Morph], None]] = {
            **dict.fromkeys(("NNG", "NNP", "XR", "XPN"), noun),
            **dict.fromkeys(("VV", "VA", "VX", "VCN"), verb),
            **dict.fromkeys(("MM", "NR"), self._numeral),
            "NP": self._pronoun,
            "NNB": self._bound,
            "MAG": self._adverb,
            "SN": self._digits,
            "SL": self._latin,
        }

    def words(self) -> tuple[Word, ...]:
        while (morph := self._ahead()) is not None:
            self._i += 1
            if "\ue000" <= morph.form <= "\uf8ff":
                if (following := self._ahead()) and (following.form, following.start) == ("랑", morph.end):
                    self._i += 1  # taken for a noun behind a mark
                    self._add(Word(morph.form, "mark", morph.start, morph.end, role="and", particle="랑"))
                    continue
                self._add(self._with_particles(Word(morph.form, "mark", morph.start, morph.end)))
            elif morph.form == "새" and (following := self._ahead()) is not None and following.form in _DENYING:
                self._noun(morph)  # neither new nor a while: 새 없는 하늘
            elif morph.tag in self._readers:
                self._readers[morph.tag](morph)
            else:
                self._stopped |= morph.tag in _STOPS
        return tuple(self._words)

    def _ahead(self, by: int = 0) -> Morph | None:
        return self._morphs[self._i + by] if self._i + by < len(self._morphs) else None

    def _tag(self, by: int = 0) -> str:
        morph = self._ahead(by)
        return morph.tag if morph else ""

    def _take(self) -> Morph:
        self._i += 1
        return self._morphs[self._i - 1]

    def _noun(self, morph: Morph) -> None:
        form, start = morph.form, morph.start
        if morph.tag == "XPN":
            if self._tag() not in {"NNG", "NNP", "XR"}:
                return
            morph = self._take()
            form += morph.form
        if self._derives(morph, form, start):
            return
        self._add(self._with_particles(self._with_suffixes(form, start, morph.end)))

    def _derives(self, morph: Morph, form: str, start: int) -> bool:
        """Whether a noun or an adverb goes on as a verb: 서핑 + 하다."""
        following = self._ahead()
        if following is None or following.start != morph.end:
            return False
        if following.tag not in {"XSV", "XSA"} and (following.tag != "VV" or following.form not in _LIGHT_VERBS):
            return False
        verbal = self._take()
        self._predicate(verbal, form + verbal.form + "다", start, (form + "하다", form))
        return True

    def _with_suffixes(self, form: str, start: int, end: int) -> Word:
        suffix = ""
        forms: tuple[str, ...] = (form,)
        while self._tag() == "XSN":
            more = self._take()
            end = more.end
            if more.form in STYLES:
                suffix, forms = more.form, (form + more.form, form)
            elif more.form in _QUIET_SUFFIXES:
                suffix = suffix or more.form
                forms = (form + more.form, *forms)
            else:
                form += more.form
                forms = (form, *forms)
        counts = bool(self._words) and self._words[-1].pos == "number" and form in COUNTERS
        return Word(form, "counter" if counts else "noun", start, end, forms, suffix=suffix)

    def _numeral(self, morph: Morph) -> None:
        if morph.form in NUMERALS:
            self._add(self._with_particles(Word(morph.form, "number", morph.start, morph.end)))
        elif morph.tag == "MM":
            self._add(Word(morph.form, "adverb", morph.start, morph.end))

    def _pronoun(self, morph: Morph) -> None:
        """Nobody is told but 아무도 of 아무도 없는."""
        if morph.form == "아무":
            self._add(self._with_particles(Word(morph.form, "noun", morph.start, morph.end)))

    def _bound(self, morph: Morph) -> None:
        """거, 것 and 수 are no words; 등 may be a back or a lamp."""
        counts = bool(self._words) and self._words[-1].pos == "number" and not self._stopped
        word = self._with_particles(Word(morph.form, "counter" if counts else "noun", morph.start, morph.end))
        if counts or (morph.form in _TAKEN_FOR_BOUND and word.role in {"at", "object", "subject"}):
            self._add(word)

    def _adverb(self, morph: Morph) -> None:
        if morph.form in {"안", "못"}:
            self._denied = True
        elif not self._derives(morph, morph.form, morph.start):
            self._add(Word(morph.form, "adverb", morph.start, morph.end))

    def _digits(self, morph: Morph) -> None:
        unit = self._ahead()
        if unit is not None and unit.form == "년대":
            self._i += 1
            decade = morph.form + unit.form
            self._add(self._with_particles(Word(decade, "noun", morph.start, unit.end)))
            return
        if unit is not None and unit.tag == "SL" and unit.start == morph.end:  # 3D, 8k
            self._i += 1
            self._add(self._with_particles(Word(morph.form + unit.form, "latin", morph.start, unit.end)))
        else:
            self._add(Word(morph.form, "number", morph.start, morph.end))

    def _latin(self, morph: Morph) -> None:
        """A Latin word, as long as it runs: lo-fi, rock&roll."""
        end = morph.end
        while (joint := self._ahead()) and (more := self._ahead(1)) and more.tag in {"SL", "SN"}:
            if joint.form not in _JOINTS or joint.start != end or more.start != joint.end:
                break
            end = more.end
            self._i += 2
        self._add(self._with_particles(Word(self._text[morph.start : end], "latin", morph.start, end)))

    def _verb(self, morph: Morph) -> None:
        self._predicate(morph, "아니다" if morph.tag == "VCN" else morph.form + "다", morph.start)

    def _predicate(self, morph: Morph, lemma: str, start: int, nouns: tuple[str, ...] = ()) -> None:
        """A verb with its endings and auxiliaries; `nouns` are further forms to look it up by."""
        ending: Ending = ""
        past, stated, negated, self._denied = False, False, self._denied, False
        helpers: list[str] = []
        forms, end = [lemma, *nouns], morph.end
        while (tag := self._tag()).startswith("E") or (ending and self._helps()):
            part = self._take()
            end = max(end, part.end)
            if not tag.startswith("E") and tag != "XSA":
                negated |= part.form in _NEGATING
                helpers.append(part.form + "다")
                if part.form in {"지", "하"}:  # 숨기 + 어 + 지다 is hidden rather than hiding, 무섭 + 어 + 하다 scared
                    forms.insert(0, self._text[start : part.start] + part.form + "다")
            elif tag != "EP":
                ending, past = _ending(part), part.tag == "ETM" and part.form in {"ᆫ", "은"}
                stated = part.tag == "EF" and part.form.endswith("다")
        word = Word(
            lemma,
            _VERBAL.get(morph.tag, "adjective"),
            start,
            end,
            tuple(forms),
            ending=ending,
            past=past,
            negated=negated,
            stated=stated,
            helpers=tuple(helpers),
        )
        self._ended = ending == "final"
        self._add(self._with_particles(word) if ending == "nominal" else word)

    def _helps(self) -> bool:
        """Whether an auxiliary follows; 않다 is one whatever Kiwi takes it for."""
        following = self._ahead()
        return following is not None and (following.tag in {"VX", "XSA"} or following.form == "않")

    def _with_particles(self, word: Word) -> Word:
        role, particle = word.role, ""
        while (tag := self._tag()).startswith("J"):
            particle = self._take().form
            told: Role = "topic" if particle in _TOPIC else "focus" if tag == "JX" else _ROLES.get(tag, "")
            told = _ADVERBIAL.get(particle, "at") if tag == "JKB" else told
            role = told if role in {"", "topic", "focus"} else role
        if tag == "VCP":
            role = self._copula(role)
        return replace(word, role=role, particle=particle)

    def _copula(self, role: Role) -> Role:
        self._i += 1
        while self._tag().startswith("E"):
            ending = self._take()
            role = "quote" if ending.form in _QUOTING else role or "being"
            self._ended |= ending.tag in {"EF", "EC"}
        return role

    def _add(self, word: Word) -> None:
        spaced = word.start == 0 or self._text[word.start - 1].isspace()
        stopped, self._stopped, self._ended = self._stopped, self._ended, False
        self._words.append(replace(word, spaced=spaced, stopped=stopped, forms=word.forms or (word.lemma,)))


def _ending(morph: Morph) -> Ending:
    if morph.form in _MANNER:
        return "manner"
    told: dict[str, Ending] = {"ETM": "adnominal", "ETN": "nominal", "EF": "final"}
    return told.get(morph.tag, "linking")
