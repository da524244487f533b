"""From a run of Korean words and its lexicon entry to an item that English can be built of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.prompt.analysis.grammar import COUNTED, FOLLOWING, MEASURES, PLACES, measure, number, split_place
from bot.prompt.analysis.lexicon import Entry
from bot.prompt.analysis.morphology import STYLES
from bot.prompt.analysis.participles import WEATHER, is_adjective, passive, stands_behind
from bot.prompt.analysis.scene import Item, Kind, Shape
from bot.prompt.analysis.verbs import DONE_TO, FILLING, HAPPENING, HAVING, MOVING, MUTUAL, PARTS, SILENT
from bot.prompt.analysis.words import Ending, Word

_DECADE = re.compile(r"(\d0|\d{3}0)년대")
_YEAR = 4  # digits


def plain_item(word: Word) -> Item | None:
    """What needs no lexicon: marks, Latin words, numbers, places, words that say nothing."""
    kind: Kind = "noun"
    english = ""
    decade = _DECADE.fullmatch(word.lemma)
    if word.pos in {"mark", "latin"}:
        english = word.lemma
    elif decade:
        english = f"{decade[1] if len(decade[1]) == _YEAR else '19' + decade[1]}s"
    elif word.pos == "number":
        kind, english = "number", number(word.lemma)
    elif word.pos == "counter":
        kind, english = "counter", COUNTED.get(word.lemma, "")
    elif word.pos == "noun" and word.lemma in PLACES and not word.stopped:
        kind, english = "place", PLACES[word.lemma]
    elif word.lemma not in SILENT:
        return None
    return Item(
        kind=kind,
        english=english,
        at=word.start,
        role=word.role,
        stopped=word.stopped,
        mark=word.pos == "mark",
        follows=word.lemma in FOLLOWING,
    )


def measured(number_: Word, unit: Word) -> Item | None:
    """A number that measures and does not count: 다섯 살 is an age, 세 시 says nothing; None for 세 마리."""
    if unit.lemma not in MEASURES or unit.stopped or number_.role:
        return None
    english = measure(number_.lemma, unit.lemma)
    told_as_noun = unit.lemma == "월" or bool(unit.role)
    kind: Kind = "adverb" if not english else "noun" if told_as_noun else "adjective"
    ending: Ending = "adnominal" if kind == "adjective" else ""
    role = unit.role if kind == "noun" else ""
    return Item(kind=kind, english=english, at=number_.start, role=role, ending=ending, stopped=number_.stopped)


def item_of(run: Sequence[Word], entry: Entry, before: Word | None, *, acts: bool = False) -> Item:
    """The item of a run that was found as `entry`, with the word before it, and whether that acts by itself."""
    return _predicate(run, entry, before, acts=acts) if run[-1].predicate else _noun(run, entry)


def _noun(run: Sequence[Word], entry: Entry) -> Item:
    last = run[-1]
    describes = entry.pos in {"a", "m"} and last.nominal and not last.role
    is_adverb = entry.pos == "m" if describes else last.pos == "adverb" and entry.pos != "n"
    kind: Kind = "adverb" if is_adverb else "adjective" if describes else "noun"
    place, english = split_place(entry.english) if kind == "noun" else ("", entry.english)
    if last.suffix in STYLES and english and entry.key[-1][-1] not in STYLES and "style" not in english:
        english += " style"
    return Item(
        kind=kind,
        english=english,
        at=run[0].start,
        role=last.role,
        ending="adnominal" if kind == "adjective" else "",
        stopped=run[0].stopped,
        many=last.suffix == "들",
        place=place,
    )


def _predicate(run: Sequence[Word], entry: Entry, before: Word | None, *, acts: bool) -> Item:
    last, whole = run[-1], len(run) > 1
    moves = last.lemma in MOVING and not whole
    of_part = last.pos == "adjective" and before is not None and (before.lemma in PARTS or last.lemma in FILLING)
    english, shape = entry.english, _shape(run, entry.english)
    if english in WEATHER:
        adjective, noun = WEATHER[english]
        english, shape = (adjective, "before") if last.ending == "adnominal" else (noun, "apart")
    return Item(
        kind="adjective" if last.pos == "adjective" else "verb",
        english=english,
        at=run[0].start,
        ending=last.ending,
        stopped=run[0].stopped,
        shape=shape,
        whole=whole,
        having=last.lemma in HAVING and not whole,
        moving=moves and not acts,
        happening=last.lemma in HAPPENING or of_part or _becomes(last) or (moves and acts),
        mutual=last.lemma in MUTUAL,
        passive=passive(english) if last.past and not whole else "",
    )


def _becomes(word: Word) -> bool:
    """켜지다, 떨어지다: what stands before them is what it happens to."""
    return "지다" in word.helpers or (word.lemma.endswith("지다") and word.lemma not in DONE_TO)


def _shape(run: Sequence[Word], english: str) -> Shape:
    """Where a predicate's English stands. Only one that holds its noun can be a thing of its own."""
    first, last = run[0], run[-1]
    whole = len(run) > 1 and not first.predicate
    subject = first.role == "subject" or (not first.role and last.lemma in HAPPENING)
    if " " not in english:
        return "before" if not whole or is_adjective(english) else "apart"
    if stands_behind(english, has_object=not subject, whole=whole):
        return "after"
    return "apart" if whole and subject else "before"
