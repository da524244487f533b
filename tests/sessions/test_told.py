from __future__ import annotations

import pytest

from bot.people import Locale, PersonId
from bot.sessions.session import Entry
from bot.sessions.told import said


@pytest.mark.parametrize(
    ("locale", "text", "english", "korean", "shown"),
    [
        ("en", "노을", "sunset", "", "노을 (sunset)"),
        ("en", "노을", "", "", "노을"),
        ("en", "노을 sunset", "sunset", "", "노을 sunset (sunset)"),
        ("en", "a café", "a cafe", "카페", "a café"),
        ("ko", "a red boat", "red boat", "빨간 배", "a red boat (빨간 배)"),
        ("ko", "a zorblax", "a zorblax", "", "a zorblax"),
        ("ko", "노을", "sunset", "", "노을"),
    ],
)
def test_everybody_reads_a_text_as_it_was_written_and_in_their_language(
    locale: Locale, text: str, english: str, korean: str, shown: str
) -> None:
    assert (
        said(Entry(number=0, round=1, author=PersonId(1), text=text, english=english, korean=korean), locale) == shown
    )
