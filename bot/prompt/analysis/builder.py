"""English built from glossed Korean: adjectives before their noun, verbs as participles, places behind it.

No parser: Korean marks what a noun is with its particle and what a verb does with its ending, which is enough to keep
together what belongs together.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.prompt.analysis.clause import Clause
from bot.prompt.analysis.grammar import is_season, owning, tie_of, toward
from bot.prompt.analysis.participles import STILL, described, governed, leads
from bot.prompt.analysis.scene import Item, Kind, Noun, Phrase, Scene, distinct, sentence_of

_THINGS = frozenset({"", "subject", "topic", "focus", "object"})
_HOW = frozenset({"alone", "fast", "high"})
_DANGLING = (" of", " with", " in", " on", " at", " into")


class Builder:
    """Takes items in the order of the text; `build` once at the end."""

    def __init__(self) -> None:
        self._clause = Clause()
        self._extra: list[Phrase] = []  # keywords of predicates
        self._before: list[str] = []  # for the next noun
        self._adverbs: list[str] = []  # for the next predicate or noun
        self._after: list[str] = []
        self._waiting: list[str] = []  # for the next noun that does something
        self._doing: list[str] = []
        self._number = ""
        self._counted: Noun | None = None  # the noun before a number that waits for its counter
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
        nouns = self._clause.nouns
        phrases = [Phrase(noun.keyword, noun.rank, noun.at) for noun in nouns if noun.core and not noun.told]
        sentence = sentence_of(noun for noun in nouns if not noun.used)
        return Scene(sentence, distinct([*phrases, *self._extra]))

    # nouns

    def _noun(self, item: Item) -> None:
        clause = self._clause
        last, clause.open = clause.open, None
        if not item.english:
            self._nothing(item, last)
        elif item.english == "background" and item.role == "by" and last is not None and last.role == "object":
            last.place, last.role = "against", "at"  # 산을 배경으로
        else:
            noun = self._described_noun(item)
            if last is not None and last.role in {"", "of"} and not last.place:
                self._beside(last, noun)
            clause.add(noun)

    def _described_noun(self, item: Item) -> Noun:
        """The noun with all that waited for it."""
        role = "at" if item.place and item.role in {"", "of"} else item.role
        noun = Noun([item.english], role, item.at, place=item.place, many=item.many, mark=item.mark)
        hows = [
            adverb for adverb in self._adverbs if adverb.endswith("ly") or adverb in _HOW
        ]  # they wait: 천천히 공원을 걷는
        said = [adverb for adverb in self._adverbs if adverb not in hows]
        noun.before, noun.after = [*self._before, *said], [*self._after, *self._clause.take_owned()]
        if role not in {"at", "by", "object", "like"}:
            noun.before[:0], self._waiting = self._waiting, []
        noun.number, noun.doing = self._number, self._doing
        self._number, self._before, self._after, self._doing, self._adverbs = "", [], [], [], hows
        return noun

    def _beside(self, last: Noun, noun: Noun) -> None:
        """Two nouns in a row: a compound, a time beside a noun, or an owner."""
        clause, is_described = self._clause, bool(noun.before or noun.after)
        if last.time and not noun.place:
            noun.after.append(clause.used(last).placed)
        elif last.role == "of" and last.words[-1].endswith("background") and not noun.mark:
            noun.after.append("on " + clause.used(last).text)
        elif last.role == "of" and noun.time:  # 도시의 밤 is a city
            last.after.append(clause.used(noun).placed)
        elif (
            last.closed
            or last.mark
            or noun.mark
            or (is_described and not last.role)
            or (noun.time and not is_season(last.head))
        ):
            return
        elif last.role == "of" and (last.before or last.after or is_described):
            noun.after += [f"{owning(last.head)} {clause.used(last).core}", *last.after]
            noun.doing, last.doing = last.doing + noun.doing, []
        else:
            noun.words, noun.before, noun.at = last.words + noun.words, last.before + noun.before, last.at
            noun.after, noun.number = last.after + noun.after, noun.number or last.number
            noun.doing = last.doing + noun.doing
            clause.forget(last)

    def _nothing(self, item: Item, last: Noun | None) -> None:
        """A dropped word, as in 고양이가 자는 >모습<: what described it stands alone, or describes what comes."""
        if last is not None and not last.role:
            last.role = item.role
            self._clause.open = last
        elif item.role not in {"", "of"}:
            self._clause.owned = []
            self._flush(item.at)

    def _count(self, item: Item) -> None:
        """A number: of the noun before it, if a counter follows or its like do, else of the noun behind it."""
        last = self._clause.open
        self._number, self._counted = item.english, None
        if last is not None and last.role == "object" and not item.english:  # 고양이 귀를 >한< 메이드
            self._clause.own(last)
        elif last is not None and not last.role and not last.number:
            self._counted = last
            if item.follows or item.role:
                self._close(last, item)

    def _counter(self, item: Item) -> None:
        last = self._counted
        if last is not None and last is self._clause.open:
            self._close(last, item)
            if item.english:
                last.words.insert(0, item.english)

    def _close(self, noun: Noun, item: Item) -> None:
        """고양이 두 마리가: what is counted takes the counter's role."""
        noun.number, noun.role, noun.closed = self._number, item.role, True
        self._number, self._counted = "", None

    def _place(self, item: Item) -> None:
        """위, 아래, 안: what stands before it is a place."""
        last, self._clause.open = self._clause.open, None
        if last is not None and last.role in {"", "of", "and"}:
            last.place, last.role = item.english, "at"
        elif last is None and item.english == "outside" and item.role == "object":  # 밖을 바라보는
            self._noun(item)

    # predicates

    def _adverb(self, item: Item) -> None:
        if item.english and item.english != "together" and not item.english.endswith(" of"):
            self._adverbs.append(item.english)
            self._clause.open = None

    def _predicate(self, item: Item) -> None:
        if item.shape == "apart" and item.english:
            self._setting(item)
        elif not item.english or (item.having and self._about(item) is not None):
            self._has(item)
        else:
            self._says(item)
        self._clause.open, self._adverbs = None, []

    def _says(self, item: Item) -> None:
        clause = self._clause
        thing, places = clause.object(item), clause.places(item)
        subject = None if item.aside else clause.subject(item)
        said = " ".join([*self._adverbs, self._said(item, thing, places)])
        simple = item.shape == "before" and thing is None
        doing = item.english if simple and places and not item.passive and item.english not in STILL else ""
        before = simple and not places
        if subject is not None:
            self._describe(subject, said, item, before=before, doing=doing)
        elif item.ending != "final":
            self._hold(said, item, before=before, doing=doing)
        else:
            self._conclude(said, item, before=before, told=thing is not None)

    def _said(self, item: Item, thing: Noun | None, places: list[Noun]) -> str:
        """The predicate with what it is done to, and where; keywords for what has no noun to stand with."""
        verb = item.passive if item.passive and thing is None else self._complete(item)
        parts = [verb] if thing is None else self._with_object(item, self._clause.used(thing))
        if thing is None and item.shape == "after" and not verb.endswith(_DANGLING):
            self._extra.append(Phrase(verb, 0.7, item.at))
        for place in places:
            self._clause.used(place)
            tie = tie_of(verb, place.role)
            parts.append(f"{tie} {place.text}" if tie else toward(item.english, place.placed))
        return " ".join(filter(None, parts))

    def _with_object(self, item: Item, thing: Noun) -> list[str]:
        if item.moving:
            return [item.english, thing.text if leads(item.english) else thing.placed]
        verb = governed(item.english)
        if not thing.mark:
            thing.told = True
            self._extra.append(Phrase(f"{verb} {thing.core}", thing.rank, thing.at))
        return [verb, thing.text]

    def _complete(self, item: Item) -> str:
        """The English of a phrase, its object described by what stood before it: 빨간 모자를 쓴, wearing a red hat."""
        if not item.whole or item.shape != "after":
            return item.english
        describing, self._before = self._before, []
        last = self._clause.open
        if last is not None and last.role in {"", "of"} and not last.mark and last in self._clause.arguments:
            describing = [*describing, last.core]
            self._clause.forget(last)
        return described(item.english, describing)

    def _setting(self, item: Item) -> None:
        """노을 지는 바다: a noun of its own, said beside the next one."""
        noun = Noun([item.english], "", item.at, [*self._before, *self._adverbs])
        self._before = []
        self._clause.nouns.append(noun)
        if item.ending == "adnominal" and noun.time:
            noun.used = True
            self._after.append(noun.placed)
        elif item.ending in {"adnominal", "linking"}:
            self._clause.own(noun)

    def _about(self, item: Item) -> Noun | None:
        return self._clause.object(item) or self._clause.subject(item)

    def _has(self, item: Item) -> None:
        """날개를 가진, 창문이 있는, and verbs without English: what they are about belongs to what comes."""
        about = self._about(item)
        if about is not None and (item.ending == "adnominal" or (item.having and item.ending == "linking")):
            self._clause.own(about)
        elif about is None and item.having:
            self._hold(self._said(item, None, self._clause.places(item)), item, before=False, doing="")

    def _describe(self, subject: Noun, said: str, item: Item, *, before: bool, doing: str) -> None:
        """Give a subject its predicate, and see what becomes of it."""
        clause = self._clause
        if said.endswith((" in", " on", " into")) and item.ending == "adnominal":  # 얼음이 담긴 컵
            clause.own(subject)
            return
        if said.endswith((" of", " with")) and item.ending == "adnominal":
            subject.many |= said == "lots of"
            self._after.append(f"{'with ' if said == 'lots of' else ''}{said} {clause.used(subject).text}")
            return
        subject.before[:0] = [said] if before else []
        subject.after += [] if before else [said]
        subject.doing += [doing] if doing else []
        if item.ending == "adnominal":
            clause.own_linked()
            clause.own(subject)
        elif item.ending in {"linking", "manner"} and subject not in clause.linked:
            clause.linked.append(subject)

    def _hold(self, said: str, item: Item, *, before: bool, doing: str) -> None:
        """A predicate without a subject describes what comes."""
        if said:
            (self._after if not before else self._waiting if item.waits else self._before).append(said)
        self._doing += [doing] if doing else []
        if item.ending == "adnominal" and not item.aside:
            self._clause.own_linked()

    def _conclude(self, said: str, item: Item, *, before: bool, told: bool) -> None:
        """A predicate without a subject that ends its sentence: of what was named before, if anything was."""
        named = [noun for noun in self._clause.nouns if not noun.used]
        if named and not before:
            named[-1].after.append(said)
        else:
            self._clause.nouns.append(Noun([said], "", item.at, told=told))

    # ends

    def _stop(self) -> None:
        """The end of a clause."""
        target = next((noun for noun in reversed(self._clause.arguments) if noun.role in _THINGS), None)
        self._clause.end()
        self._flush(self._clause.nouns[-1].at + 1 if self._clause.nouns else 0, target)
        self._number = ""

    def _flush(self, at: int, target: Noun | None = None) -> None:
        """What was to describe a noun that never came: of `target`, or alone."""
        before, after = " ".join([*self._waiting, *self._before, *self._adverbs]), " ".join(self._after)
        if target is None:
            target = next((noun for noun in reversed(self._clause.arguments) if noun.role in _THINGS), None)
        if after and target is not None:
            target.after.append(after)
        elif after:
            self._clause.nouns.append(Noun([after], "", at, told=True))
        if before:
            self._clause.nouns.append(Noun([before], "", at))
        self._before, self._after, self._doing, self._adverbs, self._waiting = [], [], [], [], []
