from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.commands.base import Upload, fields_of
from bot.commands.imagine import ImagineOptions
from bot.commands.parse import parse
from bot.errors import BadOption, Refused, TextTooLong, UnknownOption
from bot.i18n import LOCALES, say

NAMES = [field.name for field in fields_of(ImagineOptions)]


def test_what_is_not_given_keeps_its_default() -> None:
    assert parse(ImagineOptions, {"text": "바다", "seed": None, "size": ""}) == ImagineOptions(text="바다")


def test_text_and_numbers_arrive_in_their_own_types() -> None:
    options = parse(ImagineOptions, {"seed": "42", "strength": "0.5", "count": 2, "raw": "true", "image": b"\x89PNG"})

    assert options == ImagineOptions(seed=42, strength=0.5, count=2, raw=True, image=Upload(b"\x89PNG"))


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("count", "5", "1–4"),
        ("count", "two", "1–4"),
        ("strength", "nan", "0.05–1"),
        ("seed", "-1", "0–4294967295"),
        ("seed", "1.5", "0–4294967295"),
        ("image", "not bytes", ""),
    ],
)
def test_a_value_out_of_range_is_named_with_what_is_allowed(name: str, value: str, allowed: str) -> None:
    with pytest.raises(BadOption) as caught:
        parse(ImagineOptions, {name: value})

    assert (caught.value.option, caught.value.value, caught.value.allowed) == (name, value, allowed)


def test_an_unknown_choice_is_refused_with_the_choices() -> None:
    with pytest.raises(BadOption) as caught:
        parse(ImagineOptions, {"scheduler": "plms"})

    assert "dpm++_2m_karras" in caught.value.allowed


def test_an_unknown_option_is_named_and_a_long_text_is_measured() -> None:
    with pytest.raises(UnknownOption):
        parse(ImagineOptions, {"colour": "red"})
    with pytest.raises(TextTooLong):
        parse(ImagineOptions, {"text": "가" * 4001})


@given(st.dictionaries(st.sampled_from(NAMES), st.text() | st.integers() | st.floats() | st.binary(), max_size=4))
def test_whatever_is_given_ends_in_options_or_a_refusal(wanted: dict[str, str | int | float | bytes]) -> None:
    with contextlib.suppress(Refused):
        assert 1 <= parse(ImagineOptions, wanted).count <= 4


def test_every_command_and_option_is_described_in_every_language() -> None:
    for locale in LOCALES:
        for command in COMMANDS:
            assert say(locale, f"command.{command.name}")
            for field in fields_of(command.options):
                assert say(locale, f"option.{command.name}.{field.name}")
                assert all(say(locale, f"choice.{field.name}.{choice}") for choice in field.option.choices)
