"""English in Korean, by the lexicon alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.prompt.analysis import lexicon
from bot.prompt.analysis.adnominal import present, state
from bot.prompt.analysis.retold import LONGEST, Retelling
from tests.hostile import texts

PROMPTS = Path(__file__).with_name("retold.tsv")
ENOUGH = 0.95


@pytest.fixture(scope="module")
def retelling() -> Retelling:
    return Retelling(lexicon.load())


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("a red boat on the sea at sunset", "빨간 배, 바다, 노을"),
        ("two cats and 3 knights", "고양이 두 마리, 기사 3명"),
        ("a girl holding a balloon", "풍선을 든 소녀"),
        ("a cat wearing sunglasses", "선글라스를 쓴 고양이"),
        ("the girl's red umbrella in the rain", "소녀의 빨간 우산, 비"),
        ("a knight fighting a giant dragon", "거대한 용과 싸우는 기사"),
        ("a black cat with green eyes sleeping on a roof", "자는 검은 고양이, 초록 눈, 지붕"),
        ("empty beach with no people", "텅 빈 바닷가, 사람들 없이"),
        ("dark and moody", "어두운 느낌"),
        ("rainy day", "비 오는 날"),
        ("an old wizard in an old castle", "나이 든 마법사, 고성"),
        ("three kids, baked bread", "아이 세 명, 구운 빵"),
        ("watercolour, grey sky", "수채화, 회색 하늘"),
    ],
)
def test_a_text_reads_as_a_korean_would_list_it(retelling: Retelling, english: str, korean: str) -> None:
    assert retelling.of(english) == korean


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("zorblax", ""),
        ("", ""),
        ("!!! 123 ???", ""),
        ("a zorblax in the forest", "숲"),
        ("a red zorblax", "빨간 것"),
        ("a girl zorbling a fish", "소녀, 물고기"),
    ],
)
def test_what_is_not_known_is_left_out(retelling: Retelling, english: str, korean: str) -> None:
    assert retelling.of(english) == korean


def test_nearly_all_that_people_type_is_told(retelling: Retelling) -> None:
    lines = [line.split("\t") for line in PROMPTS.read_text().splitlines() if not line.startswith("#")]
    words = [(prompt, *word.split("=")) for prompt, gold in lines for word in gold.split(";")]
    missing = [(prompt, english) for prompt, english, korean in words if not re.search(korean, retelling.of(prompt))]
    assert len(lines) == 40
    assert 1 - len(missing) / len(words) >= ENOUGH, missing


def test_no_text_is_too_much_for_it(retelling: Retelling) -> None:
    for text in texts():
        assert len(retelling.of(text)) < 2 * LONGEST


@pytest.mark.parametrize(
    ("predicate", "going", "being"),
    [
        ("빨갛다", "빨갛는", "빨간"),
        ("어둡다", "어둡는", "어두운"),
        ("좁다", "좁는", "좁은"),
        ("길다", "기는", "긴"),
        ("날다", "나는", "난"),
        ("걷다", "걷는", "걸은"),
        ("웃다", "웃는", "웃은"),
        ("짓다", "짓는", "지은"),
        ("손잡다", "손잡는", "손잡은"),
        ("멋있다", "멋있는", "멋있는"),
        ("말하다", "말하는", "말한"),
    ],
)
def test_what_stands_before_a_noun_is_inflected(predicate: str, going: str, being: str) -> None:
    assert (present(predicate), state(predicate)) == (going, being)
