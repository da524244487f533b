from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import AskLater, BadAnswer, ProviderDown, ProviderFailed, QuestionRefused, QuotaSpent, WrongKey
from bot.prompt.providers.breaker import FIRST_REST_S, LONGEST_ASKED_REST_S, LONGEST_REST_S, PATIENCE, Breaker

DOWN = ProviderDown("p", "500")
failures = st.sampled_from(
    [DOWN, WrongKey("p", "401"), QuotaSpent("p", "456"), AskLater("p", "429", 0.0), AskLater("p", "429", 90.0)]
)
harmless = st.sampled_from([BadAnswer("p", "garbage"), QuestionRefused("p", "400")])


def rest_after(*failures: ProviderFailed) -> float:
    """Seconds of rest after failures at one moment."""
    breaker = Breaker()
    for failure in failures:
        breaker.failed(failure, 0.0)
    return breaker.rests_until


def test_a_few_faults_are_borne_then_rests_double_up_to_the_longest() -> None:
    rests = [rest_after(*[DOWN] * times) for times in range(1, PATIENCE + 12)]

    assert rests[: PATIENCE - 1] == [0.0] * (PATIENCE - 1)
    assert rests[PATIENCE - 1 : PATIENCE + 2] == [FIRST_REST_S, 2 * FIRST_REST_S, 4 * FIRST_REST_S]
    assert rests[-1] == LONGEST_REST_S


def test_an_answer_forgives_the_faults_before_it() -> None:
    breaker = Breaker()
    for failure in [DOWN] * (PATIENCE - 1):
        breaker.failed(failure, 0.0)
    breaker.worked()
    breaker.failed(DOWN, 0.0)

    assert not breaker.resting(0.0)


def test_a_service_may_not_send_itself_to_sleep_for_days() -> None:
    assert rest_after(AskLater("p", "429", 1e9)) == LONGEST_ASKED_REST_S


@given(st.lists(failures, max_size=10), st.floats(0, 1e6))
def test_no_rest_is_endless_and_none_gets_shorter(told: list[ProviderFailed], now: float) -> None:
    breaker = Breaker()
    for failure in told:
        before = breaker.rests_until
        breaker.failed(failure, now)
        assert before <= breaker.rests_until <= now + LONGEST_ASKED_REST_S


@given(st.lists(harmless, max_size=20))
def test_what_texts_bring_about_makes_nobody_rest(told: list[ProviderFailed]) -> None:
    assert rest_after(*told) == 0.0
