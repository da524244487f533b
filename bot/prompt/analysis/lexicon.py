"""The hand-made word list behind the gloss: `lexicon/*.tsv` beside this file, and the owner's own file.

A line is `korean lemma <tab> pos <tab> english [<tab> when]`; pos is n(oun), v(erb), a(djective), m (adverb, modifier)
or p(hrase: lemmas apart by spaces). English "-" drops the word. `when` are neighbouring lemmas that choose this sense;
the line without is the default. An owner's line may leave pos out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.prompt.analysis.words import Word

FOLDER = Path(__file__).with_suffix("")
_LONGEST = 4
"""Words in the longest phrase that is looked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One sense. `english` is empty for a word that is to be dropped."""

    key: tuple[str, ...]
    pos: str
    english: str
    when: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """`length` words were found as `entry`."""

    entry: Entry
    length: int


class Lexicon:
    """Looks words up, longest phrase first. Never changes once it is made; any thread may ask."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Of two entries with the same key and no `when`, the first holds."""
        self._senses: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        for entry in entries:
            self._senses[entry.key].append(entry)
        self._starts = {key[0] for key in self._senses if len(key) > 1}

    def __len__(self) -> int:
        return len(self._senses)

    def nouns(self) -> Iterator[str]:
        """Nouns of two syllables and more, to be kept whole by the tagger."""
        return (
            key[0] for key, senses in self._senses.items() if len(key) == 1 and len(key[0]) > 1 and senses[0].pos == "n"
        )

    def is_phrase(self, noun: str, verb: str) -> bool:
        return (noun, verb) in self._senses

    def sense(self, key: tuple[str, ...], near: Collection[str]) -> Entry | None:
        """The sense that the neighbours choose, else the default, else None."""
        senses = self._senses.get(key, ())
        fitting = [entry for entry in senses if entry.when and not entry.when.isdisjoint(near)]
        return next(iter(fitting or [entry for entry in senses if not entry.when] or senses), None)

    def match(self, words: Sequence[Word], i: int) -> Match | None:
        """The longest entry that begins with word `i`."""
        near = _neighbours(words, i)
        for length in range(min(_LONGEST, len(words) - i), 1, -1):
            run = words[i : i + length]
            if any(word.stopped for word in run[1:]):
                continue
            entry = self._phrase(run, near)
            if entry:
                return Match(entry, length)
        for form in words[i].forms:
            entry = self.sense((form,), near)
            if entry:
                return Match(entry, 1)
        return None

    def _phrase(self, run: Sequence[Word], near: Collection[str]) -> Entry | None:
        if any(word.role in {"and", "of"} for word in run[:-1]):
            return None
        key = tuple(word.lemma for word in run)
        if key[0] in self._starts:
            entry = self.sense(key, near)
            if entry:
                return entry
        if all(word.nominal and not word.role for word in run[:-1]) and run[-1].nominal:
            return self.sense(("".join(key),), near)
        if (
            len(run) == 2
            and run[0].predicate
            and run[0].ending == "linking"
            and run[1].pos == "verb"
            and not run[1].spaced
        ):
            return None
        return None


def _neighbours(words: Sequence[Word], i: int, reach: int = 4) -> frozenset[str]:
    near = [*words[max(0, i - reach) : i], *words[i + 1 : i + 1 + reach]]
    return frozenset(form for word in near for form in (word.lemma, *word.forms))


def load(own: Path | None = None) -> Lexicon:
    """The list of the package under the owner's own, which wins. Raises OSError and UnicodeDecodeError for the own file."""
    entries = list(read(own)) if own else []
    for path in sorted(FOLDER.glob("*.tsv")):
        entries += read(path)
    return Lexicon(entries)


def read(path: Path) -> Iterator[Entry]:
    """The entries of one file; lines that are none are passed over."""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        columns = [column.strip() for column in line.split("\t")]
        if line.startswith("#") or len(columns) < 2 or not columns[0]:
            continue
        if len(columns) == 2:
            columns.insert(1, _guess(columns[0]))
        english = "" if columns[2] == "-" else columns[2]
        when = frozenset(columns[3].split()) if len(columns) > 3 else frozenset()
        yield Entry(tuple(columns[0].split()), columns[1], english, when)


def _guess(key: str) -> str:
    return "p" if " " in key else "v" if key.endswith("다") else "n"
