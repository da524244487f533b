from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BudgetSpent, CoolingDown, TooCostly, TooManyWaiting, TooManyWaitingHere
from bot.i18n import LOCALES, say_problem
from bot.limits import UNLIMITED, Debt, Limits, Usage, give_back, owed, refusal, spend
from bot.people import Locale

NOW = 1_800_000_000.0
amounts = st.floats(0, 1e5)
refills = st.floats(0.1, 1e5)
waits = st.floats(0, 1e6)
debts = st.builds(Debt, amounts, st.floats(NOW - 1e6, NOW + 1e6))


@given(debts, refills, waits)
def test_nobody_ever_owes_less_than_nothing(debt: Debt, refill_per_h: float, wait_s: float) -> None:
    assert owed(debt, refill_per_h, NOW + wait_s) >= 0


@given(amounts, refills, waits, waits)
def test_a_debt_only_melts(amount: float, refill_per_h: float, first_s: float, then_s: float) -> None:
    debt = Debt(amount, NOW)

    assert owed(debt, refill_per_h, NOW + first_s + then_s) <= owed(debt, refill_per_h, NOW + first_s) <= amount


@given(debts, amounts, refills)
def test_what_is_spent_is_owed_and_the_old_debt_with_it(debt: Debt, cost: float, refill_per_h: float) -> None:
    before = owed(debt, refill_per_h, NOW)

    assert owed(spend(debt, cost, refill_per_h, NOW), refill_per_h, NOW) == pytest.approx(before + cost)


@given(debts, amounts, refills, waits)
def test_giving_back_at_once_undoes_spending_and_later_never_gives_more(
    debt: Debt, cost: float, refill_per_h: float, wait_s: float
) -> None:
    spent, later = spend(debt, cost, refill_per_h, NOW), NOW + wait_s
    at_once = owed(give_back(spent, cost, NOW, refill_per_h, NOW), refill_per_h, NOW)
    waited = owed(give_back(spent, cost, NOW, refill_per_h, later), refill_per_h, later)

    assert at_once == pytest.approx(owed(debt, refill_per_h, NOW), abs=1e-6)
    assert waited >= owed(Debt(at_once, NOW), refill_per_h, later) - 1e-6


@given(st.lists(st.tuples(waits, amounts), max_size=30), st.floats(1, 1e4), refills)
def test_in_no_time_is_more_taken_than_the_budget_and_what_came_back(
    requests: list[tuple[float, float]], budget: float, refill_per_h: float
) -> None:
    limits, debt, now, taken = Limits(budget=budget, refill_per_h=refill_per_h), Debt(), NOW, 0.0
    for wait_s, cost in requests:
        now += wait_s
        if refusal(limits, Usage(debt=debt), now, cost) is None:
            debt, taken = spend(debt, cost, refill_per_h, now), taken + cost

    assert taken <= budget + (now - NOW) * refill_per_h / 3600 + 1e-3


@given(amounts, st.floats(1, 1e4), refills, st.floats(0, 1), st.floats(0, 1e4), waits)
def test_who_waits_as_told_is_let_in_and_who_waits_less_is_not(
    amount: float, budget: float, refill_per_h: float, share: float, cooldown_s: float, since_s: float
) -> None:
    limits = Limits(budget=budget, refill_per_h=refill_per_h, cooldown_s=cooldown_s)
    usage, cost = Usage(debt=Debt(amount, NOW), last_asked_at=NOW - since_s), budget * share
    refused = refusal(limits, usage, NOW, cost)

    if refused is not None:
        assert isinstance(refused, BudgetSpent | CoolingDown)
        assert refused.wait_s >= 1
        assert refusal(limits, usage, NOW + refused.wait_s, cost) is None
        assert refusal(limits, usage, NOW + max(refused.wait_s - 1.001, 0), cost) is not None


@given(debts, amounts, st.integers(0, 1000))
def test_without_limits_nothing_is_refused(debt: Debt, cost: float, waiting: int) -> None:
    usage = Usage(waiting=waiting, waiting_here=waiting, last_asked_at=NOW, debt=debt)

    assert refusal(UNLIMITED, usage, NOW, cost) is None


def test_as_many_jobs_wait_as_the_limit_says_and_no_more() -> None:
    limits = Limits(waiting=2, waiting_here=3)

    assert refusal(limits, Usage(waiting=1, waiting_here=2), NOW) is None
    assert isinstance(refusal(limits, Usage(waiting=2, waiting_here=2), NOW), TooManyWaiting)
    assert isinstance(refusal(limits, Usage(waiting=1, waiting_here=3), NOW), TooManyWaitingHere)


def test_what_is_above_the_whole_budget_is_never_promised_for_later() -> None:
    refused = refusal(Limits(budget=100, refill_per_h=10), Usage(), NOW, 100.5)

    assert isinstance(refused, TooCostly)


def test_of_two_reasons_the_one_that_lasts_longer_is_told() -> None:
    limits = Limits(budget=100, refill_per_h=3600, cooldown_s=60)
    usage = Usage(last_asked_at=NOW - 10, debt=Debt(100, NOW))

    cooling, saving = refusal(limits, usage, NOW, 30), refusal(limits, usage, NOW, 70)

    assert isinstance(cooling, CoolingDown)
    assert cooling.wait_s == 50
    assert isinstance(saving, BudgetSpent)
    assert saving.wait_s == 70


def test_a_clock_that_was_set_back_keeps_nobody_waiting() -> None:
    usage = Usage(last_asked_at=NOW + 1e6, debt=Debt(100, NOW + 1e6))

    assert refusal(Limits(budget=100, refill_per_h=1, cooldown_s=60), usage, NOW, 50) is None


@pytest.mark.parametrize("locale", LOCALES)
def test_a_refusal_says_what_the_limit_is_and_when_it_ends(locale: Locale) -> None:
    said = say_problem(locale, BudgetSpent(63.0, 12.5, 500.0, 125).problem)

    assert all(part in said for part in ("63", "12.5", "500", {"en": "2 min 5 s", "ko": "2분 5초"}[locale]))
