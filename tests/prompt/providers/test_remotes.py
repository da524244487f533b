"""Every remote provider over real HTTP, against a service that behaves as its documentation says, or worse."""

from __future__ import annotations

import asyncio
from email.utils import formatdate

import pytest

from bot.errors import (
    AskLater,
    BadAnswer,
    ProviderDown,
    ProviderFailed,
    ProviderRests,
    QuestionRefused,
    QuotaSpent,
    WrongKey,
)
from bot.prompt.providers.breaker import FIRST_REST_S, LONGEST_REST_S, PATIENCE
from bot.prompt.providers.deepl import DeepL
from bot.prompt.providers.memory import KEPT_S
from bot.prompt.providers.remote import ATTEMPTS, MAX_ANSWER_BYTES
from bot.prompt.providers.wire import Wire
from tests.makers import ManualClock
from tests.prompt.providers.kinds import KINDS, Kind
from tests.prompt.providers.service import CLOSES, FAULT, GARBAGE, HALF, HANGS, Naps, Says, Service

LONG_S, SHORT_S = 20.0, 0.15
BUSY = Says({"message": "slow down"}, status=429)

every = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


async def failure_of(kind: Kind, wire: Wire, answer: Says, budget_s: float = LONG_S) -> tuple[ProviderFailed, int]:
    """How a provider fails when its service always answers so, and how often it asked."""
    async with Service(answer).serving() as service:
        with pytest.raises(ProviderFailed) as failed:
            await kind.ask(kind.make(service.url, wire), budget_s)
        return failed.value, len(service.asked)


@every
async def test_an_answer_as_documented_is_understood(kind: Kind, wire: Wire) -> None:
    async with Service(kind.answer).serving() as service:
        provider = kind.make(service.url, wire)
        answer = await kind.ask(provider, LONG_S)

    assert answer == kind.expected
    assert (kind.remote(provider).stats.answered, kind.remote(provider).stats.failed) == (1, 0)


@every
async def test_a_wrong_key_is_told_at_once_and_not_tried_again_for_a_while(
    kind: Kind, wire: Wire, clock: ManualClock
) -> None:
    async with Service(kind.wrong_key, kind.answer).serving() as service:
        provider = kind.make(service.url, wire)
        with pytest.raises(WrongKey):
            await kind.ask(provider, LONG_S)
        with pytest.raises(ProviderRests):
            await kind.ask(provider, LONG_S)
        asked = len(service.asked)
        clock.advance(LONGEST_REST_S)
        later = await kind.ask(provider, LONG_S)

    assert asked == 1
    assert later == kind.expected
    assert kind.remote(provider).stats.skipped == 1


@every
async def test_a_spent_quota_is_no_reason_to_ask_again(kind: Kind, wire: Wire) -> None:
    failure, asked = await failure_of(kind, wire, kind.quota)

    assert type(failure) is QuotaSpent
    assert asked == 1


@every
async def test_a_busy_service_is_asked_again_when_it_says(kind: Kind, wire: Wire, naps: Naps) -> None:
    later = Says(BUSY.json, status=429, headers={"Retry-After": "2"})
    async with Service(later, kind.answer).serving() as service:
        answer = await kind.ask(kind.make(service.url, wire), LONG_S)

    assert answer == kind.expected
    assert naps.taken == [2.0]


async def test_the_wait_may_be_a_date(wire: Wire, naps: Naps, clock: ManualClock) -> None:
    kind = KINDS[0]
    later = Says(BUSY.json, status=429, headers={"Retry-After": formatdate(clock.now + 3, usegmt=True)})
    async with Service(later, kind.answer).serving() as service:
        await kind.ask(kind.make(service.url, wire), LONG_S)

    assert naps.taken == [3.0]


@every
async def test_a_wait_beyond_the_budget_is_left_to_those_who_ask_later(
    kind: Kind, wire: Wire, naps: Naps, clock: ManualClock
) -> None:
    later = Says(BUSY.json, status=429, headers={"Retry-After": "60"})
    async with Service(later, kind.answer).serving() as service:
        provider = kind.make(service.url, wire)
        with pytest.raises(AskLater):
            await kind.ask(provider, LONG_S)
        clock.advance(59)
        with pytest.raises(ProviderRests):
            await kind.ask(provider, LONG_S)
        clock.advance(1)
        answer = await kind.ask(provider, LONG_S)

    assert naps.taken == []
    assert answer == kind.expected


@every
@pytest.mark.parametrize("fault", [BUSY, FAULT, HALF, CLOSES], ids=["429", "500", "half", "closed"])
async def test_what_passes_is_tried_again_after_a_short_random_while(
    kind: Kind, fault: Says, wire: Wire, naps: Naps
) -> None:
    async with Service(fault, fault, kind.answer).serving() as service:
        provider = kind.make(service.url, wire)
        answer = await kind.ask(provider, LONG_S)

    assert answer == kind.expected
    assert len(naps.taken) == 2
    assert all(0 <= nap <= 0.8 for nap in naps.taken)
    assert kind.remote(provider).stats.retried == 2


@every
@pytest.mark.parametrize(
    ("fault", "failure"),
    [(BUSY, AskLater), (FAULT, ProviderDown), (HALF, ProviderDown), (CLOSES, ProviderDown)],
    ids=["429", "500", "half", "closed"],
)
async def test_what_does_not_pass_is_given_up(
    kind: Kind, fault: Says, failure: type[ProviderFailed], wire: Wire
) -> None:
    failed, asked = await failure_of(kind, wire, fault)

    assert type(failed) is failure
    assert failed.provider == kind.name
    assert asked == ATTEMPTS


@every
async def test_a_service_that_hangs_costs_the_budget_and_no_more(kind: Kind, wire: Wire) -> None:
    async with asyncio.timeout(LONG_S):
        failed, asked = await failure_of(kind, wire, HANGS, SHORT_S)

    assert type(failed) is ProviderDown
    assert asked <= 1


@every
async def test_garbage_is_no_answer(kind: Kind, wire: Wire) -> None:
    deep = Says(text="[" * 100_000)
    long = Says(text='"' + "x" * (MAX_ANSWER_BYTES + 1))
    outcomes = [await failure_of(kind, wire, says) for says in (GARBAGE, kind.empty, Says(json=[]), deep, long)]

    assert [(type(failed), asked) for failed, asked in outcomes] == [(BadAnswer, 1)] * 5


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.korean], ids=lambda kind: kind.name)
async def test_a_translation_with_hangul_left_in_it_is_none(kind: Kind, wire: Wire) -> None:
    assert kind.korean
    failed, _ = await failure_of(kind, wire, kind.korean)

    assert type(failed) is BadAnswer


@every
async def test_people_s_words_follow_no_redirect(kind: Kind, wire: Wire) -> None:
    async with Service(kind.answer).serving() as elsewhere:
        failed, _ = await failure_of(kind, wire, Says(status=307, headers={"Location": f"{elsewhere.url}/x"}))

    assert type(failed) is ProviderDown
    assert elsewhere.asked == []


@every
async def test_nobody_there_is_a_failure_like_others(kind: Kind, wire: Wire) -> None:
    async with Service(kind.answer).serving() as service:
        gone = service.url
    with pytest.raises(ProviderDown):
        await kind.ask(kind.make(gone, wire), LONG_S)


@pytest.mark.parametrize(
    ("url", "key"), [("localhost", "k"), ("http://", "k"), ("", "k"), ("http://localhost", "a\nb")]
)
async def test_settings_that_make_no_sense_are_a_failure_like_others(url: str, key: str, wire: Wire) -> None:
    with pytest.raises(ProviderDown):
        await DeepL(url, key, wire).translate("바다", LONG_S)


@every
async def test_a_text_that_is_refused_harms_nobody_else(kind: Kind, wire: Wire) -> None:
    refused = Says({"errorCode": "N2MT08", "error": {"code": "context_length_exceeded"}}, status=400)
    async with Service(*[refused] * (PATIENCE + 1), kind.answer).serving() as service:
        provider = kind.make(service.url, wire)
        for _ in range(PATIENCE + 1):
            with pytest.raises(QuestionRefused):
                await kind.ask(provider, LONG_S)
        answer = await kind.ask(provider, LONG_S)

    assert answer == kind.expected


@every
async def test_a_service_that_fails_again_and_again_rests_longer_each_time(
    kind: Kind, wire: Wire, clock: ManualClock
) -> None:
    async with Service(CLOSES).serving() as service:
        provider = kind.make(service.url, wire)
        for _ in range(PATIENCE):
            with pytest.raises(ProviderDown):
                await kind.ask(provider, LONG_S)
        asked = len(service.asked)
        with pytest.raises(ProviderRests):
            await kind.ask(provider, LONG_S)
        unasked = len(service.asked)
        clock.advance(FIRST_REST_S)
        with pytest.raises(ProviderDown):
            await kind.ask(provider, LONG_S)
        clock.advance(FIRST_REST_S)
        with pytest.raises(ProviderRests):
            await kind.ask(provider, LONG_S)
        clock.advance(FIRST_REST_S)
        service.answers = [kind.answer]
        answer = await kind.ask(provider, LONG_S)

    assert unasked == asked
    assert answer == kind.expected


@every
async def test_the_same_question_is_paid_for_once(kind: Kind, wire: Wire, clock: ManualClock) -> None:
    async with Service(kind.answer).serving() as service:
        provider = kind.make(service.url, wire)
        together = await asyncio.gather(*(kind.ask(provider, LONG_S) for _ in range(5)))
        again = await kind.ask(provider, LONG_S)
        asked = len(service.asked)
        clock.advance(KEPT_S)
        await kind.ask(provider, LONG_S)

    assert [*together, again] == [kind.expected] * 6
    assert asked == 1
    assert len(service.asked) == 2
    assert kind.remote(provider).stats.remembered == 1


@every
async def test_who_gives_up_does_not_take_the_answer_from_who_waits(kind: Kind, wire: Wire) -> None:
    async with Service(kind.answer).serving() as service:
        provider = kind.make(service.url, wire)
        leaves = asyncio.create_task(kind.ask(provider, LONG_S))
        stays = asyncio.create_task(kind.ask(provider, LONG_S))
        await service.called.wait()
        leaves.cancel()
        answer = await stays

    assert answer == kind.expected
    assert leaves.cancelled()


@every
async def test_stopping_leaves_nothing_behind(kind: Kind, wire: Wire) -> None:
    async with Service(HANGS).serving() as service:
        provider = kind.make(service.url, wire)
        waiting = asyncio.create_task(kind.ask(provider, LONG_S))
        await service.called.wait()
        await kind.remote(provider).stop()
        await asyncio.wait({waiting})

    assert waiting.cancelled()
    assert kind.remote(provider)._asking == {}
