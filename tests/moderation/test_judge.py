"""What is found through tricks and what only looks like it; such words are the price of testing that."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadWordList, WordListMissing
from bot.i18n import LOCALES
from bot.i18n.sentences import exists
from bot.moderation import Category, Mode, Outcome, Verdict, WordList, judge, load
from bot.people import Locale
from bot.plan import PromptPlan
from tests.hostile import texts

WORDS = load()
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3\uffa0-\uffdc]")


def verdict(text: str, mode: Mode = "standard", *, words: WordList = WORDS, english: str = "") -> Verdict:
    return judge(PromptPlan(text=text, language="ko", english=english), words, mode)


def cases(file: str) -> list[str]:
    """A case a line; what nobody sees is written as \\u200b."""
    lines = (Path(__file__).parent / file).read_text("utf-8").splitlines()
    return [re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), line) for line in lines]


TRICKS, INNOCENTS = cases("tricks.txt"), cases("innocents.txt")


@pytest.mark.parametrize("typed", TRICKS)
def test_a_trick_hides_nothing(typed: str) -> None:
    assert verdict(typed).outcome != "allow"
    assert verdict(f"예쁜 바다, {typed} and a calm sea").outcome != "allow"


@pytest.mark.parametrize("typed", INNOCENTS)
def test_what_only_looks_like_it_is_innocent(typed: str) -> None:
    assert verdict(typed) == Verdict("allow")
    assert verdict(f"예쁜 바다, {typed}, and a calm sea") == Verdict("allow")


def test_there_are_enough_cases_of_both_kinds_in_both_languages() -> None:
    for table in (TRICKS, INNOCENTS):
        korean = sum(bool(HANGUL.search(case)) for case in table)
        assert min(korean, len(table) - korean) >= 60


@pytest.mark.parametrize("mode", ["off", "standard", "safe"])
@pytest.mark.parametrize(
    "typed",
    [
        *[
            "어린 아이 알몸",
            "아 이 누 드",
            "로리콘",
            "벗은 몸의 소년",
            "15yo nude",
            "nude schoolgirl",
            "초등학생 비키니",
        ],
        "naked child",
        "sexy kids",
        "13살 누드",
        "a 12-year-old in lingerie",
        "ㅅㅔㄱㅅ 소녀",
        "야 한 여고생",
        "lol1",
        "l o l i",
        "n4k3d t33n",
    ],
)
def test_minors_in_anything_sexual_are_refused_whatever_the_mode(typed: str, mode: Mode) -> None:
    assert verdict(typed, mode) == Verdict("refuse", "minors")


@pytest.mark.parametrize(
    ("typed", "off", "standard", "safe"),
    [
        ("porn", "allow", "refuse", "refuse"),
        ("a nude statue", "allow", "spoiler", "refuse"),
        ("a bikini", "allow", "allow", "spoiler"),
        ("a calm sea", "allow", "allow", "allow"),
    ],
)
def test_a_mode_decides_what_severity_becomes(typed: str, off: Outcome, standard: Outcome, safe: Outcome) -> None:
    assert [verdict(typed, mode).outcome for mode in ("off", "standard", "safe")] == [off, standard, safe]


def test_a_translation_is_judged_too() -> None:
    assert verdict("홀딱쇼", english="a naked woman") == Verdict("spoiler", "sexual")
    assert judge(PromptPlan(text="?", language="ko", lemmas=("자지",)), WORDS, "standard").outcome == "refuse"


def test_what_was_typed_innocently_stays_so_in_translation() -> None:
    assert verdict("누드톤 립스틱", english="nude, tone, lipstick") == Verdict("allow")
    assert verdict("누드톤 립스틱을 바른 누드 모델", english="nude model").outcome == "spoiler"


def test_what_is_not_wanted_may_be_named() -> None:
    plan = PromptPlan(text="a statue, no nudity", language="en", english="a statue", negative_prompt="nudity")
    korean = PromptPlan(text="누드 없이 아이", language="ko", lemmas=("아이",), negatives=("누드",), english="child")

    assert judge(plan, WORDS, "safe") == Verdict("allow")
    assert judge(korean, WORDS, "safe") == Verdict("allow")


def test_to_say_no_and_ask_for_it_all_the_same_helps_nobody() -> None:
    plan = PromptPlan(text="nude, no nude", language="en", english="nude", prompt="nude", negative_prompt="nude")

    assert judge(plan, WORDS, "standard").outcome == "spoiler"


def test_the_owners_list_adds_and_takes_away(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("# ours\n피망\tviolence\t3\tstart\nclown\thate\t2\nbikini\tinnocent\n", "utf-8")
    words = load(own)

    assert verdict("피망을 든 사람", words=words) == Verdict("refuse", "violence")
    assert verdict("clowns", words=words) == Verdict("spoiler", "hate")
    assert verdict("bikini", "safe", words=words) == Verdict("allow")


@pytest.mark.parametrize(
    "line", ["word", "word\tsexual", "word\tnothing\t1", "word\tsexual\t4", "word\thate\t1\tanywhere"]
)
def test_a_line_that_cannot_be_read_is_an_error_with_its_number(tmp_path: Path, line: str) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(f"\n{line}\n", "utf-8")

    with pytest.raises(BadWordList) as error:
        load(own)
    assert (error.value.file, error.value.line) == ("own.tsv", 2)


def test_a_list_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WordListMissing):
        load(tmp_path / "none.tsv")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("category", get_args(Category))
def test_every_category_has_a_name(locale: Locale, category: Category) -> None:
    assert exists(locale, f"category.{category}")


@given(st.text())
def test_any_text_gets_a_verdict(text: str) -> None:
    assert verdict(text).outcome in {"allow", "spoiler", "refuse"}


def test_hostile_texts_get_a_verdict() -> None:
    assert len([verdict(text) for text in texts()]) == 200


LONG = [
    "가 ",
    "s ",
    "ㄱㅏ",
    "sex essex ",
    "누드톤 누드 ",
    "a",
    "$1",
    "야 한 ",
    "옷 ",
    "1",
    "no ",
    "\u0301",
    "ㅅ",
    "아이들들",
    "가ㄱ",
]


@pytest.mark.parametrize("piece", LONG)
def test_a_verdict_takes_time_in_proportion_to_the_text(piece: str) -> None:
    def seconds(characters: int) -> float:
        text = piece * (characters // len(piece))
        began = time.process_time()
        verdict(text)
        return time.process_time() - began

    assert seconds(16_000) < 2.0
    assert seconds(400_000) < 4.0
