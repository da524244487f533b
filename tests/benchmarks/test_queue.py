from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long
def test_a_long_queue_makes_the_bot_neither_slow_nor_large_nor_forgetful() -> None:
    command = [sys.executable, "-m", "benchmarks", "queue", "--json", "--painted", "200"]

    said = subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )

    report = json.loads(said.stdout)
    assert (report["queued"], report["lost"], report["twice"]) == (10_000, 0, 0)
    assert report["rss_mb"] < 300
    assert report["claim_p50_ms"] < 2 + report["idle_lag_p99_ms"]
    assert report["loop_lag_p99_ms"] < 20 + 5 * report["idle_lag_p99_ms"]
