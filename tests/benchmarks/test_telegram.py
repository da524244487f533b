from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from benchmarks.telegram import UPDATES, late, telegram


def test_an_answer_is_late_only_by_what_the_limit_does_not_explain() -> None:
    asked = [n / 100 for n in range(60)]
    on_time = [at if n < 30 else asked[n - 30] + 1.0 for n, at in enumerate(asked)]

    assert max(late(list(zip(asked, on_time, strict=True)))) == 0
    assert max(late([(at, at + 1.8) for at in asked])) == pytest.approx(1800)


@pytest.mark.long
def test_everybody_is_answered_in_time_and_nothing_is_refused() -> None:
    said = CliRunner().invoke(telegram, ["--json", "--backend", "fake"])
    report = json.loads(said.output)

    assert report["updates"] == UPDATES
    assert report["ack_p99_ms"] <= 300
    assert report["refused"] <= 0.01 * report["calls"]
