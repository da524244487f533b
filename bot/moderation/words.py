"""The list of words: what each is about, how bad it is, and how it is found in a reading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from operator import itemgetter
from pathlib import Path
from typing import Literal, cast, get_args

from bot.errors import BadWordList, WordListMissing
from bot.moderation.readings import plain

Category = Literal["minors", "sexual", "violence", "hate", "self_harm", "drugs", "here"]
"""What a word is about. `minors` of severity 0 name young people and are innocent alone; `here` is what a place wants
no picture of, whatever it is about."""

How = Literal["word", "start", "part", "spaced", "lemma"]
"""Where a word counts: as a whole word (with Korean particles, or an English plural), at the beginning of a Korean
word, anywhere in it, across spaces too, or only as a dictionary form, for words that others are written like."""

HERE = 4
"""The severity of what a place does not want: however much else is allowed."""

_CATEGORIES = tuple(category for category in get_args(Category) if category != "here")
_HOWS = get_args(How)
_SEVERITIES = ("0", "1", "2", "3")
_PARTICLES = (
    "(?:들|이|가|은|는|을|를|의|에|에게|에서|한테|께|과|와|랑|이랑|도|만|로|으로|처럼|같은|보다|까지|부터|하고|이고|인|이다"
    "|님|용|씨){0,3}"
)
_NEVER = r"(?!)"
_HANGUL = r"[가-힣ㄱ-ㅎㅏ-ㅣ]"


@dataclass(frozen=True, slots=True)
class Entry:
    """`severity`: 0 innocent alone, 1 slight, 2 for some eyes, 3 not painted, HERE not in this place."""

    word: str
    category: Category
    severity: int
    how: How


@dataclass(frozen=True, slots=True)
class Found:
    """What a text holds, and what only looked like it: `Essex`."""

    counted: frozenset[Entry] = frozenset()
    excused: frozenset[Entry] = frozenset()

    def __or__(self, other: Found) -> Found:
        return Found(self.counted | other.counted, self.excused | other.excused)


class WordList:
    """Words and innocents, compiled."""

    def __init__(self, entries: Iterable[Entry], innocents: Iterable[str]) -> None:
        self._given, self._innocents = tuple(entries), frozenset(innocents)
        entries = self._given
        self._entries = {(entry.word, entry.how == "lemma"): entry for entry in entries}
        known = tuple(self._entries.values())
        self._innocent = _innocent(self._innocents)
        self._in_text = _compiled(entry for entry in known if entry.how != "lemma")
        self._in_lemma = {entry.word: entry for entry in known if entry.how == "lemma"}
        self._made_lemma = re.compile(rf"(?P<word>{_any(self._in_lemma)}){_PARTICLES}")
        self._in_made = re.compile("|".join(_longest_first(e.word for e in known if e.how != "lemma")) or _NEVER)

    def extended(self, refused: Iterable[str], permitted: Iterable[str]) -> WordList:
        """With a place's own words, as `own_word` made them; the place's refusal goes before its permission."""
        refused = frozenset(refused)
        return WordList(
            [*(entry for entry in self._given if entry.word not in refused), *map(_here, sorted(refused))],
            (self._innocents | frozenset(permitted)) - refused,
        )

    def in_reading(self, reading: str) -> Found:
        """What a reading of words with one space between them holds."""
        spans = [found.span() for found in self._innocent.finditer(reading)]
        counted: set[Entry] = set()
        excused: set[Entry] = set()
        for pattern in self._in_text:
            for found in pattern.finditer(reading):
                (excused if _within(found.span("word"), spans) else counted).add(self._entry(found["word"]))
        return Found(frozenset(counted), frozenset(excused))

    def _entry(self, found: str) -> Entry:
        return self._entries[found.replace(" ", "") if _is_korean(found) else found, False]

    def in_made(self, word: str) -> Found:
        """What a word holds that somebody put together of single letters: where is a trick, any place counts."""
        if self._innocent.search(word):
            return Found()
        inside = {self._entries[found[0], False] for found in self._in_made.finditer(word)}
        whole = self._made_lemma.fullmatch(word)
        return Found(frozenset(inside | ({self._in_lemma[whole["word"]]} if whole else set())))

    def in_lemma(self, lemma: str) -> Found:
        """What a dictionary form is."""
        entry = self._in_lemma.get(lemma)
        return self.in_reading(lemma) | Found(frozenset(() if entry is None else (entry,)))


def own_word(typed: str) -> str:
    """What somebody wants to be found, or not, as the list has it: letters only; empty where there are none."""
    word = plain(typed)
    return word.replace(" ", "") if _is_korean(word) else word


def _here(word: str) -> Entry:
    """The longer a Korean word is, the less it is found by chance; endings follow it without a space."""
    how: dict[int, How] = {1: "word", 2: "start"}
    return Entry(word, "here", HERE, how.get(len(word), "spaced") if _is_korean(word) else "word")


def load(own: Path | None = None) -> WordList:
    """The list of the package, and the owner's own, which wins. Raises WordListMissing, BadWordList."""
    package = resources.files("bot.moderation") / "words.tsv"
    lines = list(_read(package.read_text("utf-8"), "words.tsv"))
    if own is not None:
        lines += _read(_text_of(own), own.name)
    entries = {line.word: line for line in lines if isinstance(line, Entry)}
    innocents = {line for line in lines if isinstance(line, str)}
    return WordList((entry for word, entry in entries.items() if word not in innocents), innocents)


def _text_of(own: Path) -> str:
    try:
        return own.read_text("utf-8-sig", "replace")
    except OSError as error:
        raise WordListMissing(str(own)) from error


def _read(text: str, file: str) -> Iterator[Entry | str]:
    """`word<tab>category<tab>severity[<tab>how]`, or `word<tab>innocent`. Raises BadWordList."""
    for number, line in enumerate(text.splitlines(), 1):
        columns = [column.strip() for column in line.split("\t") if column.strip()]
        match columns:
            case []:
                continue
            case [first, *_] if first.startswith("#"):
                continue
            case [word, "innocent"]:
                yield word.casefold()
            case [word, category, severity] if category in _CATEGORIES and severity in _SEVERITIES:
                yield Entry(word.casefold(), cast("Category", category), int(severity), "word")
            case [word, category, severity, how] if (
                category in _CATEGORIES and severity in _SEVERITIES and how in _HOWS
            ):
                yield Entry(word.casefold(), cast("Category", category), int(severity), cast("How", how))
            case _:
                raise BadWordList(file, number)


def _compiled(entries: Iterable[Entry]) -> tuple[re.Pattern[str], ...]:
    """A pattern for each way to be found; one alternation a pattern, so that the time does not grow with the text."""
    latin: list[str] = []
    korean: dict[How, list[str]] = {how: [] for how in _HOWS}
    for entry in entries:
        (korean[entry.how] if _is_korean(entry.word) else latin).append(entry.word)
    return (
        re.compile(rf"(?<![a-z])(?P<word>{_any(latin)})(?:e?s)?(?![a-z])"),
        re.compile(rf"(?<!{_HANGUL})(?P<word>{_any(korean['word'])}){_PARTICLES}(?!{_HANGUL})"),
        re.compile(rf"(?<!{_HANGUL})(?P<word>{_any(korean['start'])})"),
        re.compile(rf"(?P<word>{_any(korean['part'])})"),
        re.compile(rf"(?P<word>{_any(korean['spaced'], between=' ?')})"),
    )


def _innocent(phrases: frozenset[str]) -> re.Pattern[str]:
    latin = _any(phrase for phrase in phrases if not _is_korean(phrase))
    korean = _any((phrase.replace(" ", "") for phrase in phrases if _is_korean(phrase)), between=" ?")
    return re.compile(rf"(?<![a-z])(?:{latin})(?:e?s)?(?![a-z])|{korean}")


def _any(words: Iterable[str], between: str = "") -> str:
    return "|".join(between.join(map(re.escape, word)) if between else word for word in _longest_first(words)) or _NEVER


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def _is_korean(word: str) -> bool:
    return not word.isascii()


def _within(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the others, in order and apart from each other, covers the span."""
    before = bisect_right(others, span[0], key=itemgetter(0)) - 1
    return before >= 0 and span[1] <= others[before][1]
