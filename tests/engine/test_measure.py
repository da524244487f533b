from __future__ import annotations

from collections.abc import Mapping

import pytest
import torch

from bot.engine.groups import Group, Weights
from bot.engine.measure import Speed

GROUP = Group(Weights("builtin"), 16, 16, 77)
TRUE = {1: 0.018, 2: 0.025, 4: 0.037, 8: 0.062, 16: 0.093}
"""Seconds of a tick with so many rows, on a quiet machine."""


def measured(seconds: Mapping[int, float]) -> Speed:
    """As its probes have found it."""
    speed = Speed(torch.device("cpu"), 128)
    speed.give_up()
    speed._seconds = dict(seconds)
    return speed


def tick(speed: Speed, busy: float = 1.0) -> int:
    """One tick of as many rows as it likes, by a machine that takes `busy` times as long."""
    rows = speed.cap_rows(GROUP)
    speed.learn(GROUP, rows, busy * TRUE[rows])
    return rows


def test_rows_that_looked_slow_while_the_machine_was_busy_are_found_to_be_worth_it_after_all() -> None:
    speed = measured({1: 0.026, 2: 0.030, 4: 0.124, 8: 0.233, 16: 0.269})
    assert speed.cap_rows(GROUP) == 2

    ticks = [tick(speed) for _tick in range(500)]

    assert sum(ticks[-160:]) / 160 > 15


def test_a_machine_that_gets_busy_is_slower_for_all_rows_and_shares_ticks_as_before() -> None:
    speed = measured(TRUE)

    ticks = [tick(speed, busy=3.0) for _tick in range(100)]

    assert set(ticks) == {16}
    assert speed.pace is not None
    assert [ms / 3000 for _rows, ms in speed.pace.tick_ms] == pytest.approx(list(TRUE.values()), rel=0.25)


def test_one_accident_is_not_taken_for_what_a_tick_takes() -> None:
    speed = measured(TRUE)

    speed.learn(GROUP, 16, 100.0)

    assert speed.pace is not None
    assert speed.pace.tick_ms[-1][1] < 2 * 1000 * TRUE[16]


def test_more_rows_are_never_tried_than_fit_into_memory() -> None:
    speed = measured(TRUE)
    speed.lower(GROUP, 4)

    assert {tick(speed) for _tick in range(64)} == {4}
