from __future__ import annotations

import pytest

from bot.prompt.analysis.romanise import romanise


@pytest.mark.parametrize(
    ("korean", "latin"),
    [
        ("한글", "hangeul"),
        ("종로", "jongno"),
        ("신라", "silla"),
        ("설악산", "seoraksan"),
        ("독립문", "dongnimmun"),
        ("부산역", "busanyeok"),
        ("백마", "baengma"),
        ("왕십리", "wangsimni"),
        ("울릉", "ulleung"),
        ("abc 가", "abc ga"),
    ],
)
def test_names_are_spelled_as_the_standard_spells_them(korean: str, latin: str) -> None:
    assert romanise(korean) == latin
