from __future__ import annotations

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ProviderFailed
from bot.prompt.providers.service import Service, seconds_of

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        (formatdate(NOW + 30, usegmt=True), 30.0),
        (formatdate(NOW - 30, usegmt=True), 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("", 0.0),
        ("Mon, 01 Jan 0001 00:00:00 -0000", 0.0),
    ],
)
def test_a_wait_is_read_as_http_writes_it(header: str, seconds: float) -> None:
    assert seconds_of(header, NOW) == seconds


@given(st.integers(300, 599), st.text(max_size=30), st.text(max_size=30))
def test_whatever_a_service_answers_is_one_failure_or_another(status: int, answer: str, retry_after: str) -> None:
    service = Service("p", "http://localhost", dict, complaint=lambda told: str(told["error"]["code"]))
    failure = service.failure(status, answer, retry_after, NOW)

    assert isinstance(failure, ProviderFailed)
    assert type(failure) is not ProviderFailed
    assert failure.detail.startswith(str(status))
