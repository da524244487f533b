from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from benchmarks.engine.command import EngineReport
from benchmarks.engine.replay import arrivals, in_lanes, in_line
from benchmarks.report import percentile
from bot.engine.pace import Pace
from bot.engine.schedule import Room


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(value) for value in range(20)]

    assert percentile(values, 0.5) == 10
    assert percentile(values, 0.95) == 19
    assert percentile([3.0], 0.95) == 3


@pytest.mark.parametrize(
    "tick_ms",
    [
        # a GPU that is full with two rows, and a small checkpoint on a CPU
        ((1, 23.0), (2, 40.0), (4, 78.0), (8, 154.0)),
        ((1, 17.0), (2, 27.0), (4, 40.0), (8, 60.0), (16, 99.0)),
    ],
)
def test_the_fast_lane_is_worth_its_while_and_nobody_pays_for_it(tick_ms: tuple[tuple[int, float], ...]) -> None:
    pace = Pace(1.048576, tick_ms, 0.03)
    coming = arrivals(pace, 0.95, 1024, count=600)

    lanes, line = in_lanes(pace, coming, Room()), in_line(pace, coming)

    assert lanes.short_p95_s <= 0.4 * line.short_p95_s
    assert lanes.p95_s <= 1.05 * line.p95_s


@pytest.mark.long
@pytest.mark.parametrize("more", [[], ["--full-size", "--device", "cpu"]])
def test_the_engine_benchmark_reports_ours_beside_stock(more: list[str]) -> None:
    few = ["--pictures", "2", "--steps", "2", "--rounds", "1"]
    command = [sys.executable, "-m", "benchmarks", "engine", "--json", *few, *more]

    said = subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )

    report = json.loads(said.stdout)
    assert {field.name for field in fields(EngineReport)} == set(report)
    assert report["overhead"] == pytest.approx(report["p50_s"] / report["stock_p50_s"])
    assert 0 < report["fast_p95"] < 1
    assert report["throughput"] > 0
    assert 100 < report["peak_memory_mib"] < 4000
    assert (report["small_images_per_s"] > 0) == ("--full-size" in more)
