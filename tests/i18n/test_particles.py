from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.particles import DOUBLE_FORM, ending_of, settled

PARTICLES = (
    "을(를) 를(을) 이(가) 가(이) 은(는) 는(은) 와(과) 과(와) 이에요(예요) 예요(이에요) (으)로 (이)".split()  # noqa: SIM905
)
SYLLABLES = st.integers(0xAC00, 0xD7A3).map(chr)


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("고양이", "을(를)", "를"),
        ("산", "을(를)", "을"),
        ("달", "이(가)", "이"),
        ("바다", "은(는)", "는"),
        ("바다", "와(과)", "와"),
        ("산", "와(과)", "과"),
        ("산", "(으)로", "으로"),
        ("바다", "(으)로", "로"),
        ("달", "(으)로", "로"),
        ("산", "(이)", "이"),
        ("바다", "(이)", ""),
        ("그림", "이에요(예요)", "이에요"),
        ("사과", "이에요(예요)", "예요"),
    ],
)
def test_a_particle_follows_the_last_sound(word: str, particle: str, expected: str) -> None:
    assert settled(word, particle) == expected


@pytest.mark.parametrize(
    ("number", "object_", "direction"),
    [
        ("0", "을", "으로"),
        ("1", "을", "로"),
        ("2", "를", "로"),
        ("3", "을", "으로"),
        ("4", "를", "로"),
        ("5", "를", "로"),
        ("6", "을", "으로"),
        ("7", "을", "로"),
        ("8", "을", "로"),
        ("9", "를", "로"),
        ("10", "을", "으로"),
        ("1,000", "을", "으로"),
        ("10,000", "을", "으로"),
        ("1000000000000", "를", "로"),
        ("1.5", "를", "로"),
        ("0.30", "을", "으로"),
        ("1,024", "를", "로"),
        ("35%", "를", "로"),
    ],
)
def test_numbers_are_read_in_korean(number: str, object_: str, direction: str) -> None:
    assert (settled(number, "을(를)"), settled(number, "(으)로")) == (object_, direction)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("SDXL", "rieul"),
        ("PNG", "vowel"),
        ("LCM", "consonant"),
        ("VAR", "rieul"),
        ("cat", "consonant"),
        ("book", "consonant"),
        ("prompt", "vowel"),
        ("server", "vowel"),
        ("line", "consonant"),
        ("style", "rieul"),
        ("image", "vowel"),
        ("painting", "consonant"),
        ("LoRA", "vowel"),
    ],
)
def test_latin_words_are_read_as_koreans_read_them(word: str, expected: str) -> None:
    assert ending_of(word) == expected


@pytest.mark.parametrize("word", ["", "   ", "😀", "猫", "ねこ", "…", "\u202e", "\x00"])
def test_what_nobody_can_read_keeps_both_forms(word: str) -> None:
    assert [settled(word, particle) for particle in PARTICLES] == PARTICLES


@pytest.mark.parametrize("wrapped", ["‘달’", '"달"', "「달」", "달)", "달 (moon)", "달(月)", "달…", "달!"])
def test_quotes_and_asides_are_not_read(wrapped: str) -> None:
    assert settled(wrapped, "(으)로") == "로"


def test_letters_that_were_typed_apart_are_read_together() -> None:
    assert settled("\u1103\u1161\u11af", "을(를)") == "을"


@given(SYLLABLES)
def test_every_syllable_has_exactly_one_form_of_every_particle(syllable: str) -> None:
    closed = (ord(syllable) - 0xAC00) % 28 != 0
    for particle in PARTICLES[:8]:
        first, second = particle[0], particle[2]
        expected = first if closed == (first in "을이은과") else second

        assert settled(syllable, particle) == expected


@given(SYLLABLES)
def test_direction_has_its_vowel_after_every_final_but_rieul(syllable: str) -> None:
    final = (ord(syllable) - 0xAC00) % 28

    assert settled(syllable, "(으)로") == ("로" if final in {0, 8} else "으로")


@given(st.text(), SYLLABLES)
def test_only_the_last_word_counts(before: str, syllable: str) -> None:
    assert ending_of(f"{before} {syllable}") == ending_of(syllable)


@given(st.text(st.characters(exclude_categories=())), st.sampled_from(PARTICLES))
def test_any_text_gives_one_of_the_particles_forms(text: str, particle: str) -> None:
    form = settled(text, particle)

    assert form == particle or (not DOUBLE_FORM.search(form) and len(form) < len(particle))
