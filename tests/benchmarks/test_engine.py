from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.report import percentile


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(value) for value in range(20)]

    assert percentile(values, 0.5) == 10
    assert percentile(values, 0.95) == 19
    assert percentile([3.0], 0.95) == 3


@pytest.mark.long
def test_the_engine_benchmark_reports_ours_beside_stock() -> None:
    command = [sys.executable, "-m", "benchmarks", "engine", "--json", "--pictures", "2", "--steps", "2"]

    said = subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )

    report = json.loads(said.stdout)
    assert {"device", "versions", "p50_s", "p95_s", "images_per_s", "peak_memory_mib", "first_picture_s"} <= set(report)
    assert report["ratio"] == pytest.approx(report["p50_s"] / report["stock_p50_s"])
    assert 100 < report["peak_memory_mib"] < 4000
