"""The files of the lexicon as they are written, before anything reads them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.prompt.analysis.lexicon import FOLDER

FILES = sorted(FOLDER.glob("*.tsv"))
PROMPTS = Path(__file__).parents[2] / "benchmarks" / "gloss-prompts.tsv"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; `where` is file:line for the one who has to mend it."""

    where: str
    lemma: str
    pos: str
    english: str
    when: frozenset[str]


def _rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not text.startswith("#"):
            yield f"{path.name}:{number}", text.split("\t")


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return [
        Line(where, columns[0], columns[1], columns[2], frozenset(columns[3].split() if len(columns) > 3 else ()))
        for path in FILES
        for where, columns in _rows(path)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_has_three_or_four_clean_columns(path: Path) -> None:
    wrong = [
        where
        for where, columns in _rows(path)
        if len(columns) not in {3, 4} or any(not column or " ".join(column.split()) != column for column in columns)
    ]

    assert wrong == []


def test_there_are_three_thousand_lemmas_and_more(lines: list[Line]) -> None:
    assert len({line.lemma for line in lines}) >= 3_200


def test_part_of_speech_and_dictionary_form_agree(lines: list[Line]) -> None:
    def fits(line: Line) -> bool:
        if " " in line.lemma:  # a phrase; one that describes (안개 끼다: foggy) may be an adjective
            return line.pos == "p" or (line.pos == "a" and line.lemma.endswith("다"))
        return line.pos in {"n", "m"} or (line.pos in {"v", "a"} and line.lemma.endswith("다"))

    assert [line.where for line in lines if not fits(line)] == []


def test_lemmas_are_hangul_and_english_is_lower_case_ascii(lines: list[Line]) -> None:
    wrong = [
        line.where
        for line in lines
        if not all("가" <= letter <= "힣" or letter in " 0123456789" for letter in line.lemma)
        or not line.english.isascii()
        or line.english != line.english.lower()
    ]

    assert wrong == []


def test_no_sense_is_told_twice_in_any_file(lines: list[Line]) -> None:
    counted = Counter((line.lemma, line.pos, line.when) for line in lines)

    assert [key for key, times in counted.items() if times > 1] == []


def test_every_lemma_has_one_sense_that_needs_no_neighbour(lines: list[Line]) -> None:
    defaults = Counter(line.lemma for line in lines if not line.when)

    assert {line.lemma for line in lines} - set(defaults) == set()
    assert [lemma for lemma, times in defaults.items() if times > 1] == []


def test_english_is_short_enough_for_a_prompt(lines: list[Line]) -> None:
    assert [line.where for line in lines if len(line.english.split()) > 9] == []


def test_benchmark_holds_two_hundred_prompts_that_can_be_scored() -> None:
    rows = [columns for _, columns in _rows(PROMPTS)]
    pairs = [pair.split("=") for _, words in rows for pair in words.split(", ")]

    assert len({prompt for prompt, _ in rows}) == 200
    assert [pair for pair in pairs if len(pair) != 2 or not pair[1].isascii() or "" in pair[1].split("|")] == []
