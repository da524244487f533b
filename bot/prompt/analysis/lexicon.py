"""The hand-made word list behind the gloss: `lexicon/*.tsv` beside this file, and the owner's own file.

A line is `korean lemma <tab> pos <tab> english [<tab> when]`; pos is n(oun), v(erb), a(djective), m (adverb, modifier)
or p(hrase: lemmas apart by spaces). English "-" drops the word. `when` are neighbouring lemmas that choose this sense;
the line without is the default. An owner's line may leave pos out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.prompt.analysis.words import Word

FOLDER = Path(__file__).with_suffix("")
_ACTING = frozenset({"people", "animals", "fantasy", "vehicles"})
"""Files of who and what may do something."""
_LONGEST = 4
"""Words in the longest phrase that is looked for."""
_PAIR = 2
REACH = 3
"""Words to either side that may choose a sense."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One sense. `english` is empty for a word that is to be dropped; `acts`: it may do something by itself.

    `kind` is the name of its file, "" in the owner's own.
    """

    key: tuple[str, ...]
    pos: str
    english: str
    when: frozenset[str] = frozenset()
    acts: bool = False
    kind: str = ""


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

    def __iter__(self) -> Iterator[Entry]:
        """Every sense of every word, in the order of the files."""
        return (entry for senses in self._senses.values() for entry in senses)

    def nouns(self) -> Iterator[str]:
        """Nouns of two syllables and more, to be kept whole by the tagger."""
        return (
            key[0] for key, senses in self._senses.items() if len(key) == 1 and len(key[0]) > 1 and senses[0].pos == "n"
        )

    def is_phrase(self, noun: str, verb: str) -> bool:
        return (noun, verb) in self._senses

    def acts(self, noun: str) -> bool:
        """Whether a noun may do something by itself; nobody knows of one that is not known."""
        return any(entry.acts for entry in self._senses.get((noun,), ()))

    def sense(self, key: tuple[str, ...], near: Sequence[str] = ()) -> Entry | None:
        """The sense that the nearest neighbour chooses, else the default, else None. `near`: nearest first."""
        senses = self._senses.get(key, ())
        for lemma in near:
            for entry in senses:
                if lemma in entry.when:
                    return entry
        return next((entry for entry in senses if not entry.when), None) or next(iter(senses), None)

    def _adverb(self, key: tuple[str, ...]) -> Entry | None:
        """What a word means that stands as an adverb: 갓 구운 is fresh, no hat."""
        return next((entry for entry in self._senses.get(key, ()) if entry.pos == "m"), None)

    def match(self, words: Sequence[Word], i: int) -> Match | None:
        """The longest entry that begins with word `i`."""
        for length in range(min(_LONGEST, len(words) - i), 1, -1):
            run = words[i : i + length]
            if any(word.stopped for word in run[1:]):
                continue
            entry = self._phrase(run, _neighbours(words, i, length))
            if entry:
                return Match(entry, length)
        for form in words[i].forms:
            key = (form,)
            entry = self._adverb(key) if words[i].pos == "adverb" else None
            entry = entry or self.sense(key, _neighbours(words, i))
            if entry:
                return Match(entry, 1)
        return None

    def _phrase(self, run: Sequence[Word], near: Sequence[str]) -> Entry | None:
        if any(word.role in {"and", "of"} or (word.role and run[-1].nominal and word.nominal) for word in run[:-1]):
            return None
        if run[-1].lemma == "하다" and len(run) == _PAIR and run[0].nominal:  # 요리를 하는
            return self.sense((run[0].lemma + "하다",), near)
        key = tuple(word.lemma for word in run)
        if key[0] in self._starts:
            entry = self.sense(key, near)
            if entry:
                return entry
        if all(word.nominal and not word.role for word in run[:-1]) and run[-1].nominal:
            return self.sense(("".join(key),), near)
        return None


def _neighbours(words: Sequence[Word], i: int, length: int = 1) -> tuple[str, ...]:
    """Dictionary forms around a run of words, the nearest first, what follows before what precedes."""
    places = (j for step in range(1, REACH + 1) for j in (i + length - 1 + step, i - step))
    return tuple(form for j in places if 0 <= j < len(words) for form in (words[j].lemma, *words[j].forms))


def load(own: Path | None = None) -> Lexicon:
    """The list of the package under the owner's own, which wins. Raises OSError, UnicodeDecodeError for the latter."""
    entries = list(read(own)) if own else []
    for path in sorted(FOLDER.glob("*.tsv")):
        entries += read(path, path.stem)
    return Lexicon(entries)


def read(path: Path, kind: str = "") -> Iterator[Entry]:
    """The entries of one file; lines that are none are passed over."""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        columns = [column.strip() for column in line.split("\t")]
        match columns:
            case [key, english] if key and not key.startswith("#"):
                yield _entry(key, _guess(key), english, kind=kind)
            case [key, pos, english, *when] if key and not key.startswith("#"):
                yield _entry(key, pos, english, " ".join(when), kind=kind)
            case _:
                continue


def _entry(key: str, pos: str, english: str, when: str = "", *, kind: str) -> Entry:
    acts = pos == "n" and kind in _ACTING
    return Entry(tuple(key.split()), pos, "" if english == "-" else english, frozenset(when.split()), acts, kind)


def _guess(key: str) -> str:
    return "p" if " " in key else "v" if key.endswith("다") else "n"
