"""Random games of every mode: none stuck, no secret early, no vote twice, deadlines kept."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from bot.sessions.session import ModeName
from tests.sessions.games import Games

TestGames = Games.TestCase
TestGames.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)


@pytest.mark.long
@pytest.mark.parametrize("mode", get_args(ModeName))
def test_a_thousand_games_of_a_mode_end_well(mode: ModeName) -> None:
    class OfOneMode(Games):
        modes = (mode,)

    chosen = settings(max_examples=1000, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(OfOneMode, settings=chosen)
