from __future__ import annotations

from bot.handlers.discord.budget import ALL_PER_S, CHANNEL_BURST, NewsBudget
from tests.makers import ManualClock


def spent(budget: NewsBudget, channels: list[str]) -> int:
    """How many of these edits there was room for at once."""
    return sum(budget.spend(channel) == 0 for channel in channels)


def test_a_crowd_of_edits_at_once_is_cut_to_what_a_second_holds() -> None:
    assert spent(NewsBudget(ManualClock()), [""] * 100) == ALL_PER_S


def test_what_had_no_room_has_it_after_the_wait_that_was_told() -> None:
    clock = ManualClock()
    budget = NewsBudget(clock)
    spent(budget, [""] * 100)

    clock.advance(budget.spend(""))
    assert budget.spend("") == 0


def test_edits_of_the_bot_itself_are_counted_by_channel() -> None:
    budget = NewsBudget(ManualClock())

    assert spent(budget, ["art"] * 10) == CHANNEL_BURST
    assert spent(budget, ["music"]) == 1
    assert spent(budget, [""]) == 1


def test_a_channel_that_is_full_takes_nothing_of_the_others() -> None:
    budget = NewsBudget(ManualClock())
    spent(budget, ["art"] * 1000)

    assert spent(budget, [""] * 100) == ALL_PER_S - CHANNEL_BURST
