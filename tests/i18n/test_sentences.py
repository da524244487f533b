from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.commands.base import fields_of
from bot.errors import BadOption, NotOffered, Problem, TextTooLong, UnknownOption
from bot.i18n import LOCALES, MissingMessage, choose, decimal, duration, percent, say, say_problem
from bot.people import Locale
from tests.hostile import texts


def test_values_are_put_in_and_particles_settled() -> None:
    assert say_problem("ko", BadOption("steps", "노을", "1-50").problem).startswith(
        "단계 수에는 ‘노을’을 쓸 수 없어요."
    )
    assert say_problem("ko", BadOption("steps", "바다", "1-50").problem).startswith(
        "단계 수에는 ‘바다’를 쓸 수 없어요."
    )


def test_every_option_of_every_command_is_called_by_its_label() -> None:
    names = {field.name for command in COMMANDS for field in fields_of(command.options)}

    for name in names:
        said = say_problem("ko", BadOption(name, "?", "!").problem)
        assert name not in said
        assert name in say_problem("ko", UnknownOption(name).problem)  # as it was typed


def test_numbers_are_written_as_the_language_does() -> None:
    assert "100,000" in say_problem("en", TextTooLong(100_000, 4000).problem)


def test_a_task_is_called_by_its_name() -> None:
    assert "image2image" not in say_problem("ko", NotOffered("image2image").problem)
    assert "telepathy" in say_problem("ko", NotOffered("telepathy").problem)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "typed", ["{limit}", "{0.__class__}", "{allowed!r:>9999999}", "%(option)s", "{", "}}", "사과을(를)"]
)
def test_what_people_type_is_never_read_as_a_template(locale: Locale, typed: str) -> None:
    assert typed in say_problem(locale, BadOption("steps", typed, "1-50").problem)


@pytest.mark.parametrize("locale", LOCALES)
def test_any_text_can_be_said_and_sent(locale: Locale) -> None:
    for text in texts():
        said = say_problem(locale, BadOption("steps", text, text).problem)

        assert said.encode("utf-8")


@given(st.text())
def test_a_value_stands_in_the_message_as_it_is(text: str) -> None:
    assert text in say("ko", "error.unknown_option", {"typed": text})


def test_a_missing_message_is_an_error_here_and_its_key_elsewhere() -> None:
    with pytest.warns(MissingMessage):
        assert say("ko", "no.such.key") == "no.such.key"


def test_a_missing_value_is_an_error_here_and_its_name_elsewhere() -> None:
    with pytest.warns(MissingMessage):
        assert "{typed}" in say_problem("en", Problem("error.unknown_option"))


@pytest.mark.parametrize(
    ("seconds", "korean", "english"),
    [
        (0, "0초", "0 s"),
        (-1, "0초", "0 s"),
        (0.42, "0.4초", "0.4 s"),
        (3, "3초", "3 s"),
        (9.96, "10초", "10 s"),
        (59.6, "1분", "1 min"),
        (125, "2분 5초", "2 min 5 s"),
        (3600, "1시간", "1 h"),
        (3780, "1시간 3분", "1 h 3 min"),
    ],
)
def test_durations_have_at_most_two_units(seconds: float, korean: str, english: str) -> None:
    assert (duration("ko", seconds), duration("en", seconds)) == (korean, english)


@given(st.floats(0, 1e9))
def test_no_duration_names_sixty_of_a_unit(seconds: float) -> None:
    assert not {"60", "60초", "60분"} & set(duration("en", seconds).split() + duration("ko", seconds).split())


def test_numbers_that_are_none_are_still_written() -> None:
    assert decimal("en", math.nan)
    assert decimal("ko", math.inf)
    assert (decimal("ko", 1234.5), percent("en", 0.354)) == ("1,234.5", "35%")


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        ("ko", "ko"),
        ("ko-KR", "ko"),
        ("ko_KR.UTF-8", "ko"),
        ("KO-kr", "ko"),
        ("en-US,en;q=0.9,ko;q=0.8", "en"),
        ("en;q=0.5, ko;q=0.9", "ko"),
        ("fr-FR, ko;q=0.3, en;q=0.2", "ko"),
        ("ko;q=0, en;q=0.1", "en"),
    ],
)
def test_the_best_known_language_is_chosen(hint: str, expected: Locale) -> None:
    assert choose(hint, "en" if expected == "ko" else "ko") == expected


@pytest.mark.parametrize("hint", [None, "", "fr", "*", "C.UTF-8", "korean", ",;q=,", "q=1", "ko" * 100_000, "\ud800"])
def test_no_known_language_is_the_default(hint: str | None) -> None:
    assert (choose(hint, "en"), choose(hint, "ko")) == ("en", "ko")
