from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadOption
from bot.requests import Lora
from bot.tags import HIGHEST, LOWEST, MOST, listed, same, split, together


@pytest.mark.parametrize(
    ("prompt", "rest", "loras"),
    [
        ("a cat", "a cat", ()),
        ("a cat, <lora:ink:0.8>", "a cat", (Lora("ink", 0.8),)),
        ("<lora:ink>", "", (Lora("ink"),)),
        ("<LORA:수채화:1.2>, 고양이", "고양이", (Lora("수채화", 1.2),)),
        ("a <lora:a:-.5>cat<lyco:b:2>", "a cat", (Lora("a", -0.5), Lora("b", 2.0))),
        ("(a cat:1.2), <lora:ink:0.8:0.6>", "(a cat:1.2)", (Lora("ink", 0.8),)),
        ("a < b, <lora:>", "a < b, <lora:>", ()),
    ],
)
def test_tags_are_read_and_leave_the_prompt(prompt: str, rest: str, loras: tuple[Lora, ...]) -> None:
    assert split(prompt) == (rest, loras)


@pytest.mark.parametrize("weight", ["much", "9", "-3", "nan", "inf", "1,5"])
def test_a_weight_that_is_none_is_said_to_be_a_bad_option(weight: str) -> None:
    with pytest.raises(BadOption):
        split(f"a cat <lora:ink:{weight}>")


@pytest.mark.parametrize(
    ("text", "loras"),
    [
        ("", ()),
        ("ink", (Lora("ink"),)),
        ("ink:0.8, crayon", (Lora("ink", 0.8), Lora("crayon"))),
        ("ink : 0.8,", (Lora("ink", 0.8),)),
        ("<lora:ink:0.5> crayon:2", (Lora("ink", 0.5), Lora("crayon", 2.0))),
    ],
)
def test_an_option_lists_names_and_weights(text: str, loras: tuple[Lora, ...]) -> None:
    assert listed(text) == loras


@pytest.mark.parametrize("text", ["a b c", "a:b:c", ":0.5", "ink:9"])
def test_an_option_that_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(BadOption):
        listed(text)


def test_the_last_weight_of_a_name_holds_and_there_are_not_too_many() -> None:
    assert together((Lora("a"), Lora("b")), (Lora("a", 0.2),)) == (Lora("a", 0.2), Lora("b"))
    with pytest.raises(BadOption):
        together(tuple(Lora(str(number)) for number in range(MOST + 1)))


def test_case_and_composition_of_letters_do_not_matter() -> None:
    assert same("INK", "ink")
    assert same("수채화", "수채화")
    assert not same("ink", "inc")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        rest, loras = split(f"{text}<lora:{text}:1>")
        listed(text)
    except BadOption:
        return
    assert isinstance(rest, str)
    assert all(LOWEST <= lora.weight <= HIGHEST for lora in loras)
