from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.discord.escape import escaped


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("*red* __fox__", r"\*red\* \_\_fox\_\_"),
        ("@everyone look", "@\u200beveryone look"),
        ("<@123456789012345678>", "<@\u200b123456789012345678>"),
        ("[here](https://a.example/b)", r"\[here](https://a.example/b)"),
        ("노을 지는 바다", "노을 지는 바다"),
    ],
)
def test_what_people_type_neither_formats_nor_mentions(typed: str, sent: str) -> None:
    assert escaped(typed, 100) == sent


def test_a_long_text_ends_in_an_ellipsis_that_still_fits() -> None:
    assert escaped("바다" * 100, 10) == "바다바다바다바다바…"


def test_half_a_letter_becomes_a_question_mark() -> None:
    assert escaped("\ud83d!", 10) == "?!"


@given(st.text(alphabet=st.sampled_from("*_`a@1 가\\[]()\n>#"), max_size=200), st.integers(1, 60))
def test_nothing_is_longer_than_its_limit_or_cut_within_an_escape(text: str, limit: int) -> None:
    safe = escaped(text, limit)

    assert len(safe) <= limit
    cut = safe.removesuffix("…")
    assert (len(cut) - len(cut.rstrip("\\"))) % 2 == 0
