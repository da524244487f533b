"""English built from glossed Korean: adjectives before their noun, verbs as participles, places behind it.

No parser: Korean marks what a noun is with its particle and what a verb does with its ending, which is enough to keep
together what belongs together.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.prompt.analysis.grammar import is_season, owning, toward
from bot.prompt.analysis.participles import STILL, described, governed, is_participle, leads
from bot.prompt.analysis.scene import Item, Kind, Noun, Phrase, Scene, distinct, sentence_of


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
        self._doing: list[str] = []
        self._owned: list[Noun] = []  # what the next noun has: 눈이 큰 >소녀<
        self._number = ""
        self._handlers: dict[Kind, Callable[[Item], None]] = {
            "noun": self._noun,
            "number": self._count,
            "counter": self._counter,
            "place": self._place,
            "adjective": self._predicate,
            "verb": self._predicate,
            "adverb": self._adverb,
        }

    def add(self, item: Item) -> None:
        if item.stopped:
            self._stop()
        self._handlers[item.kind](item)

    def build(self) -> Scene:
        self._stop()
        phrases = [Phrase(noun.keyword, noun.rank, noun.at) for noun in self._nouns if noun.core and not noun.told]
        sentence = sentence_of(noun for noun in self._nouns if not noun.used)
        return Scene(sentence, distinct([*phrases, *self._extra]))

    # nouns

    def _noun(self, item: Item) -> None:
        last, self._open = self._open, None
        if not item.english:
            self._nothing(item, last)
            return
        if item.english == "background" and item.role == "by" and last is not None and last.role == "object":
            last.place, last.role = "against", "at"  # 산을 배경으로
            return
        noun = Noun([item.english], item.role, item.at, place=item.place, many=item.many, mark=item.mark)
        if item.place and item.role in {"", "of"}:
            noun.role = "at"
        is_described = bool(self._before or self._after or self._owned)
        noun.before, noun.after = (
            self._before,
            [*self._after, *(f"with {self._used(owned).text}" for owned in self._owned)],
        )
        noun.number, noun.doing = self._number, self._doing
        self._number, self._before, self._after, self._doing, self._owned = "", [], [], [], []
        if last is not None and last.role in {"", "of"} and not last.place:
            self._beside(last, noun, is_described=is_described)
        self._nouns.append(noun)
        self._arguments.append(noun)
        self._open = noun

    def _beside(self, last: Noun, noun: Noun, *, is_described: bool) -> None:
        """Two nouns in a row: a compound, a time beside a noun, or an owner."""
        if last.time and not noun.place:
            noun.after.append(self._used(last).placed)
        elif last.role == "of" and last.words[-1].endswith("background") and not noun.mark:
            noun.after.append("on " + self._used(last).text)
        elif last.role == "of" and noun.time:  # 도시의 밤 is a city
            last.after.append(self._used(noun).placed)
        elif last.mark or noun.mark or (is_described and not last.role) or (noun.time and not is_season(last.head)):
            return
        elif last.role == "of" and (last.before or last.after or is_described):
            noun.after += [f"{owning(last.head)} {self._used(last).core}", *last.after]
            noun.doing, last.doing = last.doing + noun.doing, []
        else:
            noun.words, noun.before, noun.at = last.words + noun.words, last.before + noun.before, last.at
            noun.after, noun.number = last.after + noun.after, noun.number or last.number
            noun.doing = last.doing + noun.doing
            self._forget(last)

    def _nothing(self, item: Item, last: Noun | None) -> None:
        """A dropped word, as in 고양이가 자는 >모습<: what described it stands alone, or describes what comes."""
        if last is not None and not last.role:
            last.role = item.role
            self._open = last
        elif item.role not in {"", "of"}:
            self._owned = []
            self._flush(item.at)

    def _count(self, item: Item) -> None:
        if self._open is not None and self._open.role == "object" and not item.english:  # 고양이 귀를 >한< 메이드
            self._own(self._open)
            self._arguments.remove(self._open)
        elif self._open is not None and not self._open.role and not self._open.number:
            self._open.number, self._open.role = item.english, item.role
        else:
            self._number = item.english

    def _counter(self, item: Item) -> None:
        target = self._open
        if target is not None and (target.number or item.english):
            target.role = item.role
            if item.english and target.words:
                target.words.insert(0, item.english)

    def _place(self, item: Item) -> None:
        """위, 아래, 안: what stands before it is a place."""
        if self._open is not None:
            self._open.place, self._open.role = item.english, "at"
            self._open = None

    def _used(self, noun: Noun) -> Noun:
        """It is said with another noun from now on."""
        noun.used = True
        if noun in self._arguments:
            self._arguments.remove(noun)
        return noun

    def _forget(self, noun: Noun) -> None:
        for nouns in (self._nouns, self._arguments, self._linked):
            if noun in nouns:
                nouns.remove(noun)

    # predicates

    def _adverb(self, item: Item) -> None:
        if item.english and item.english != "together" and not item.english.endswith(" of"):
            self._before.append(item.english)
            self._open = None

    def _predicate(self, item: Item) -> None:
        if item.shape == "apart":
            self._setting(item)
            return
        if item.having and self._has(item):
            return
        if not item.english and not item.having:
            self._unsaid(item)
            return
        thing = self._object(item)
        subject = self._subject(item)
        places = self._places(item)
        said = self._said(item, thing, places)
        simple = item.shape == "before" and thing is None
        doing = item.english if simple and places and not item.passive and item.english not in STILL else ""
        before = simple and not places
        self._open = None
        if subject is not None:
            self._describe(subject, said, item, before=before, doing=doing)
        elif item.ending != "final":
            self._hold(said, item, before=before, doing=doing)
        elif said:
            self._conclude(said, item, before=before, told=thing is not None)

    def _places(self, item: Item) -> list[Noun]:
        if item.kind == "adjective" or not (item.having or is_participle(item.english)):
            return []
        places = [noun for noun in self._arguments if noun.role in {"at", "by"}]
        with_somebody = item.mutual and self._open is not None and self._open.role == "and"
        return [*places, self._open] if with_somebody and self._open is not None else places

    def _said(self, item: Item, thing: Noun | None, places: list[Noun]) -> str:
        """The predicate with what it is done to, and where; keywords for what has no noun to stand with."""
        parts = [item.passive if item.passive and thing is None else self._complete(item)]
        if thing is not None:
            self._used(thing)
            parts = [thing.placed if item.moving and not leads(item.english) else thing.text]
            parts.insert(0, item.english if item.moving else governed(item.english))
            if not item.moving and not thing.mark and item.english:
                thing.told = True
                self._extra.append(Phrase(f"{governed(item.english)} {thing.core}", thing.rank, thing.at))
        elif item.shape == "after" and parts[0] and not parts[0].endswith((" of", " with")):
            self._extra.append(Phrase(parts[0], 0.7, item.at))
        for place in places:
            self._used(place)
            instead = {"by": "of" if parts[0] == "made" else "with", "and": "with"}.get(place.role)
            parts.append(f"{instead} {place.text}" if instead else toward(item.english, place.placed))
        return " ".join(part for part in parts if part)

    def _complete(self, item: Item) -> str:
        """The English of a phrase, its object described by what stood before it: 빨간 모자를 쓴, wearing a red hat."""
        if not item.whole or item.shape != "after":
            return item.english
        describing, self._before = self._before, []
        last = self._open
        if last is not None and last.role in {"", "of"} and not last.mark and last in self._arguments:
            describing = [*describing, last.core]
            self._forget(last)
        return described(item.english, describing)

    def _setting(self, item: Item) -> None:
        """노을 지는 바다: a noun of its own, said beside the next one."""
        noun = Noun([item.english], "", item.at, self._before)
        self._before, self._open = [], None
        self._nouns.append(noun)
        if item.ending == "adnominal" and noun.time:
            noun.used = True
            self._after.append(noun.placed)
        elif item.ending in {"adnominal", "linking"}:
            self._own(noun)

    def _has(self, item: Item) -> bool:
        """날개를 가진, 창문이 있는: the next noun has it. False where nothing is had."""
        had = self._object(item) or self._subject(item)
        if had is None:
            return False
        self._open = None
        if item.ending in {"adnominal", "linking"}:
            self._own(had)
            self._arguments.remove(had)
        return True

    def _unsaid(self, item: Item) -> None:
        """A verb without English: what it is about belongs to what comes, or waits for the next verb."""
        about = self._object(item) or self._subject(item)
        self._open = None
        if item.ending == "adnominal" and about is not None:
            self._own(about)
            self._arguments.remove(about)

    def _describe(self, subject: Noun, said: str, item: Item, *, before: bool, doing: str) -> None:
        """Give a subject its predicate, and see what becomes of it."""
        if said.endswith((" of", " with")) and item.ending == "adnominal":
            subject.many |= said == "lots of"
            self._after.append(f"{'with ' if said == 'lots of' else ''}{said} {self._used(subject).text}")
            return
        if said:
            subject.before.insert(0, said) if before else subject.after.append(said)
        if doing:
            subject.doing.append(doing)
        if item.ending == "adnominal":
            if subject in self._arguments:
                self._arguments.remove(subject)
            self._own_linked()
            self._own(subject)
        elif item.ending in {"linking", "manner"} and subject not in self._linked:
            self._linked.append(subject)

    def _hold(self, said: str, item: Item, *, before: bool, doing: str) -> None:
        """A predicate without a subject describes what comes."""
        if said:
            (self._before if before else self._after).append(said)
        if doing:
            self._doing.append(doing)
        if item.ending == "adnominal":
            self._own_linked()

    def _own(self, noun: Noun) -> None:
        """The next noun has it."""
        if noun not in self._owned and not noun.used:
            self._owned.append(noun)

    def _own_linked(self) -> None:
        for noun in self._linked:
            if noun.role != "topic":
                self._own(noun)
        self._linked = [noun for noun in self._linked if noun.role == "topic"]

    def _conclude(self, said: str, item: Item, *, before: bool, told: bool) -> None:
        """A predicate without a subject that ends its sentence: of what was named before, if anything was."""
        if self._nouns and not before:
            self._nouns[-1].after.append(said)
        else:
            self._nouns.append(Noun([said], "", item.at, told=told))

    def _subject(self, item: Item) -> Noun | None:
        bare = item.happening and item.ending != "final"
        roles = {"subject"} if item.ending == "adnominal" else {"subject", "topic"}  # a topic waits for the main verb
        if item.happening or item.kind == "adjective":
            roles.add("focus")
        for noun in reversed(self._arguments):
            if noun.role in roles or (bare and noun is self._open and not noun.role):
                return noun
        return None

    def _object(self, item: Item) -> Noun | None:
        if item.whole or (item.kind == "adjective" and not item.having):
            return None
        for noun in reversed(self._arguments):
            if noun.role == "object" or (noun.role in {"", "focus"} and self._bare_object(noun, item)):
                return noun
        return None

    def _bare_object(self, noun: Noun, item: Item) -> bool:
        return not item.happening and (noun.role == "focus" or noun is self._open)

    # ends

    def _stop(self) -> None:
        """The end of a clause: what waited for a verb waits no more."""
        places = [noun for noun in self._arguments if noun.role == "at"]
        others = [noun for noun in self._arguments if noun.role not in {"at", "like", "by"}]
        for place in places if others else []:
            others[-1].after.append(self._used(place).placed)
        self._owned = []
        self._flush(self._nouns[-1].at + 1 if self._nouns else 0)
        self._arguments, self._linked, self._open, self._number = [], [], None, ""

    def _flush(self, at: int) -> None:
        """What was to describe a noun that never came."""
        told = " ".join(self._before)
        behind = " ".join(self._after)
        target = next(
            (noun for noun in reversed(self._arguments) if noun.role in {"", "subject", "topic", "focus", "object"}),
            None,
        )
        if behind and target is not None:
            target.after.append(behind)
        elif behind:
            self._nouns.append(Noun([behind], "", at, told=True))
        if told:
            self._nouns.append(Noun([told], "", at))
        self._before, self._after, self._doing = [], [], []
