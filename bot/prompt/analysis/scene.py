"""English built from glossed Korean: adjectives before their noun, verbs as participles, places behind it.

No parser: Korean marks what a noun is with its particle and what a verb does with its ending, which is enough to keep
together what belongs together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from bot.prompt.analysis.grammar import TIMES, is_participle, plural, preposition
from bot.prompt.analysis.words import Ending, Role

Kind = Literal["noun", "number", "counter", "place", "adjective", "verb", "adverb"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A matched word or phrase: its English ("" where it is dropped), the role and ending of its last word.

    `at` is its offset in the text, `stopped`: punctuation stands before it. Of verbs: `whole` holds its subject or
    object already (눈 오다), `having` only ties what it has to its owner (눈을 가진), `moving` takes a way as object
    (길을 걷는), `happening` takes a bare noun before it as subject (꽃 핀).
    """

    kind: Kind
    english: str
    at: int
    role: Role = ""
    ending: Ending = ""
    stopped: bool = False
    many: bool = False
    mark: bool = False
    whole: bool = False
    having: bool = False
    moving: bool = False
    happening: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of the picture for the first text encoder: `rank` says how much it matters, `at` where it stood."""

    text: str
    rank: float
    at: int


@dataclass(frozen=True, slots=True)
class Scene:
    """`sentence` is for the second text encoder; `phrases` in the order of the text."""

    sentence: str
    phrases: tuple[Phrase, ...]


@dataclass(slots=True, eq=False)
class Noun:
    """A noun phrase while it is built: "two small cats sleeping on sofa". `used`: it stands behind another one."""

    words: list[str]
    role: Role
    at: int
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    place: str = ""
    number: str = ""
    many: bool = False
    mark: bool = False
    used: bool = False
    told: bool = False
    """Its keyword is part of another one."""

    @property
    def core(self) -> str:
        """Number, adjectives and noun."""
        head = " ".join(self.words)
        if head and not self.mark and (self.many or self.number not in {"", "one"}):
            head = plural(head)
        return " ".join(part for part in (self.number, *self.before, head) if part)

    @property
    def text(self) -> str:
        return " ".join(part for part in (self.core, *self.after) if part)

    @property
    def placed(self) -> str:
        """As a place: "under moonlight"."""
        return f"{self.place or preposition(' '.join(self.words))} {self.text}"

    @property
    def rank(self) -> float:
        """Subjects first, then what is described, then places and times."""
        rank = {"subject": 1.0, "topic": 1.0, "": 0.8, "object": 0.7, "and": 0.8}.get(self.role, 0.5)
        if self.place or " ".join(self.words) in TIMES:
            rank = 0.5
        return rank + 0.15 * bool(self.before) + 0.1 * bool(self.after)


class Builder:
    """Takes items in the order of the text; `build` once at the end."""

    def __init__(self) -> None:
        self._nouns: list[Noun] = []
        self._extra: list[Phrase] = []
        self._arguments: list[Noun] = []  # of the clause, waiting for their verb
        self._linked: list[Noun] = []  # have had theirs, and may describe what comes: 눈이 >크고< 머리가 긴 소녀
        self._open: Noun | None = None  # the noun just read
        self._before: list[str] = []  # for the next noun
        self._after: list[str] = []
        self._number = ""
        self._handlers: dict[Kind, Callable[[Item], None]] = {
            "noun": self._noun,
            "number": self._count,
            "counter": self._counter,
            "place": self._place,
            "adjective": self._adjective,
            "verb": self._verb,
            "adverb": self._adverb,
        }

    def add(self, item: Item) -> None:
        if item.stopped:
            self._stop()
        self._handlers[item.kind](item)

    def build(self) -> Scene:
        self._stop()
        phrases = [Phrase(noun.core, noun.rank, noun.at) for noun in self._nouns if noun.core and not noun.told]
        phrases = sorted([*phrases, *self._extra], key=lambda phrase: phrase.at)
        return Scene(_joined(noun for noun in self._nouns if not noun.used), tuple(_distinct(phrases)))

    # nouns

    def _noun(self, item: Item) -> None:
        last, self._open = self._open, None
        noun = Noun([item.english] if item.english else [], item.role, item.at, many=item.many, mark=item.mark)
        noun.before, noun.after, described = self._before, self._after, bool(self._before or self._after)
        noun.number, self._number = self._number, ""
        self._before, self._after = [], []
        if last is not None and last.role in {"", "of"} and not last.place:
            noun = self._beside(last, noun, described=described)
        if noun not in self._nouns:
            self._nouns.append(noun)
            self._arguments.append(noun)
        if not noun.words and noun.role in {"", "of"}:  # a dropped word hands on what described it
            self._before, self._after = noun.before, noun.after
            self._forget(noun)
        else:
            self._open = noun

    def _beside(self, last: Noun, noun: Noun, *, described: bool) -> Noun:
        """Two nouns in a row: a compound, a time beside a noun, or an owner."""
        if " ".join(last.words) in TIMES and not last.mark:
            self._use(last)
            noun.after.append(last.placed)
        elif last.mark or noun.mark or (described and not last.role):
            return noun
        elif last.role == "of" and (last.before or last.after or described):
            self._use(last)
            noun.after.append("of " + last.text)
        elif not noun.words:  # 파란 바다 >모습<
            last.role = noun.role
            return last
        else:
            noun.words, noun.before, noun.at = last.words + noun.words, last.before + noun.before, last.at
            noun.after, noun.number = last.after + noun.after, noun.number or last.number
            self._forget(last)
        return noun

    def _count(self, item: Item) -> None:
        if self._open is not None and not self._open.role and not self._open.number:
            self._open.number, self._open.role = item.english, item.role
        else:
            self._number = item.english

    def _counter(self, item: Item) -> None:
        target = self._open
        if target is not None and target.number:
            target.role = item.role
            if item.english and target.words:
                target.words.insert(0, item.english)

    def _place(self, item: Item) -> None:
        """위, 아래, 안: what stands before it is a place."""
        if self._open is not None:
            self._open.place, self._open.role = item.english, "of" if item.role == "of" else "at"
            self._open = None

    def _use(self, noun: Noun) -> None:
        """It is said with another noun from now on."""
        noun.used = True
        if noun in self._arguments:
            self._arguments.remove(noun)

    def _forget(self, noun: Noun) -> None:
        for nouns in (self._nouns, self._arguments, self._linked):
            if noun in nouns:
                nouns.remove(noun)

    # predicates

    def _adjective(self, item: Item) -> None:
        subject = self._subject(bare=item.ending != "final")
        if subject is None or not item.english:
            if item.english:
                self._before.append(item.english)
            self._open = None
            return
        subject.before.insert(0, item.english)
        self._settle(subject, item)

    def _adverb(self, item: Item) -> None:
        if item.english:
            self._before.append(item.english)
            self._open = None

    def _verb(self, item: Item) -> None:
        if item.whole and item.english and not is_participle(item.english):
            self._setting(item)
            return
        thing = self._object(item)
        subject = self._subject(bare=item.happening)
        places = [noun for noun in self._arguments if noun.role in {"at", "by"}] if item.english or item.having else []
        if item.having and (thing or subject):
            self._has(thing or subject, item)
            return
        said = self._said(item, thing, places)
        self._open = None
        if subject is not None:
            self._describe([subject], said, simple=not (thing or places))
            self._settle(subject, item)
        elif item.ending in {"adnominal", "linking", "manner"}:
            (self._after if thing or places else self._before).extend([said] if said else [])
            self._after += self._take_linked() if item.ending == "adnominal" else []
        elif said:
            self._nouns.append(Noun([said], "", item.at, told=bool(thing)))

    def _said(self, item: Item, thing: Noun | None, places: list[Noun]) -> str:
        """The verb with what it is done to, and where."""
        parts = [item.english]
        if thing is not None:
            self._use(thing)
            parts.append(thing.placed if item.moving else thing.text)
            if not item.moving and not thing.mark and item.english:
                thing.told = True
                self._extra.append(Phrase(f"{item.english} {thing.core}", thing.rank, thing.at))
        for place in places:
            self._use(place)
            parts.append("with " + place.text if place.role == "by" else place.placed)
        return " ".join(part for part in parts if part)

    def _setting(self, item: Item) -> None:
        """노을 지는 바다: a noun of its own, said beside the next one."""
        noun = Noun([item.english], "", item.at, self._before)
        self._before, self._open = [], None
        self._nouns.append(noun)
        if item.ending == "adnominal":
            noun.used = True
            self._after.append(noun.placed if item.english in TIMES else "with " + noun.text)

    def _has(self, noun: Noun | None, item: Item) -> None:
        if noun is not None:
            self._open = None
            self._use(noun)
            if item.ending == "final":
                noun.used = False
            else:
                self._after.append("with " + noun.text)

    def _describe(self, nouns: list[Noun], said: str, *, simple: bool) -> None:
        for noun in nouns:
            if said and simple:
                noun.before.insert(0, said)
            elif said:
                noun.after.append(said)

    def _settle(self, subject: Noun, item: Item) -> None:
        """What becomes of a subject once its verb is known."""
        self._open = None
        if item.ending == "adnominal":
            self._use(subject)
            self._after += [*self._take_linked(), "with " + subject.text]
        elif item.ending in {"linking", "manner"} and subject not in self._linked:
            self._linked.append(subject)

    def _take_linked(self) -> list[str]:
        linked, self._linked = self._linked, []
        for noun in linked:
            self._use(noun)
        return ["with " + noun.text for noun in linked]

    def _subject(self, *, bare: bool) -> Noun | None:
        for noun in reversed(self._arguments):
            if noun.role in {"subject", "topic"} or (bare and noun is self._open and not noun.role):
                return noun
        return None

    def _object(self, item: Item) -> Noun | None:
        if item.whole:
            return None
        for noun in reversed(self._arguments):
            if noun.role == "object" or (noun is self._open and not noun.role and not item.happening):
                return noun
        return None

    def _stop(self) -> None:
        """The end of a clause: what waited for a verb waits no more."""
        places = [noun for noun in self._arguments if noun.role == "at"]
        others = [noun for noun in self._arguments if noun.role not in {"at", "like", "by"}]
        for place in places if others else []:
            self._use(place)
            others[-1].after.append(place.placed)
        if self._before or self._after:
            said = " ".join(self._before + self._after)
            self._nouns.append(Noun([said], "", self._nouns[-1].at + 1 if self._nouns else 0, told=bool(self._after)))
        self._arguments, self._linked, self._open = [], [], None
        self._before, self._after, self._number = [], [], ""


def _joined(nouns: Iterable[Noun]) -> str:
    out = ""
    glue = ""
    for noun in nouns:
        if noun.text:
            out += glue + noun.text
            glue = " and " if noun.role == "and" else ", "
    return out


def _distinct(phrases: Iterable[Phrase]) -> list[Phrase]:
    """Each phrase once, at its best rank."""
    best: dict[str, Phrase] = {}
    for phrase in phrases:
        if phrase.text not in best or best[phrase.text].rank < phrase.rank:
            best[phrase.text] = phrase
    return sorted(best.values(), key=lambda phrase: phrase.at)
