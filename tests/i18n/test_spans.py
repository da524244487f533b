from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Span, coming, remaining, span_of
from bot.people import Locale

UNITS_S = {"s": 1, "min": 60, "h": 3600}


@pytest.mark.parametrize(
    ("low_s", "high_s", "english", "korean"),
    [
        (0.4, 0.9, "within 5 s", "5초 안에"),
        (7.0, 12.0, "in about 5–15 s", "약 5~15초 뒤에"),
        (32.0, 49.0, "in about 30–50 s", "약 30~50초 뒤에"),
        (41.0, 80.0, "within 2 min", "2분 안에"),
        (130.0, 170.0, "in about 2–3 min", "약 2~3분 뒤에"),
        (120.0, 120.0, "in about 2 min", "약 2분 뒤에"),
        (700.0, 1300.0, "in about 10–25 min", "약 10~25분 뒤에"),
        (3000.0, 7000.0, "within 2 h", "2시간 안에"),
        (4000.0, 7300.0, "in about 1–3 h", "약 1~3시간 뒤에"),
    ],
)
def test_a_time_is_said_as_people_say_it(low_s: float, high_s: float, english: str, korean: str) -> None:
    span = span_of(low_s, high_s)

    assert (coming("en", span), coming("ko", span)) == (english, korean)


@pytest.mark.parametrize(
    ("locale", "span", "said"),
    [
        ("en", Span(2, 3, "min"), "about 2–3 min left"),
        ("ko", Span(2, 3, "min"), "약 2~3분 남았어요"),
        ("en", Span(0, 20, "s"), "less than 20 s left"),
        ("ko", Span(0, 20, "s"), "20초 안에 끝나요"),
    ],
)
def test_what_is_left_is_said(locale: Locale, span: Span, said: str) -> None:
    assert remaining(locale, span) == said


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_what_is_said_is_as_true_as_what_is_known(one: float, other: float) -> None:
    low_s, high_s = sorted((one, other))

    span = span_of(low_s, high_s)

    assert span.low * UNITS_S[span.unit] <= low_s
    assert high_s <= span.high * UNITS_S[span.unit] * (1 + 1e-9)
    assert 0 <= span.low <= span.high
