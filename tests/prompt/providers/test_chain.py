"""The next provider takes over, within the budget, and the reading tells."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from bot.config import Settings
from bot.errors import ProviderDown
from bot.prompt.analyst import Analyst
from bot.prompt.providers.base import Budget
from bot.prompt.providers.chain import first
from bot.prompt.providers.providers import HELPER_FAILED, TRANSLATOR_FAILED, Reading
from bot.prompt.providers.styles import StyleTable
from bot.prompt.providers.table import half_set, providers_of, turned_on
from bot.prompt.providers.wire import Wire
from tests.prompt.providers.kinds import ENGLISH, KOREAN, THOUGHT, chat_says, deepl_says, papago_says
from tests.prompt.providers.service import CLOSES, FAULT, GARBAGE, HALF, HANGS, Says, Service

LIMIT_S = 20.0
WRONG_KEY = Says({"error": {"errorCode": "200"}}, status=401)
QUOTA = Says({"error": {"errorCode": "400"}}, status=429)
BUSY = Says({"error": {"errorCode": "410"}}, status=429)
BUSY_FOR_LONG = Says({}, status=429, headers={"Retry-After": "600"})


async def reading_of(
    wire: Wire,
    text: str = KOREAN,
    *,
    papago: Says | None = None,
    chat: Says | None = None,
    deepl: Says | None = None,
    genielabs: Says | None = None,
    budget_s: float = 20.0,
    enhance: bool = False,
) -> Reading:
    """What providers that behave so make of a text."""
    async with AsyncExitStack() as stack:
        told = {"papago": papago, "chat": chat, "deepl": deepl, "genielabs": genielabs}
        at = {
            name: (await stack.enter_async_context(Service(says).serving())).url
            for name, says in told.items()
            if says is not None
        }
        providers = providers_of(settings_for(at, budget_s), wire, Analyst(None))
        reading = await providers.read(text, seed=1, enhance=enhance)
        await providers.stop()
        return reading


def settings_for(at: dict[str, str], budget_s: float) -> Settings:
    return Settings(
        _env_file=None,
        papago_key_id="id" if "papago" in at else None,
        papago_key="secret" if "papago" in at else None,
        papago_url=at.get("papago", ""),
        chat_url=at.get("chat"),
        chat_model="a-model" if "chat" in at else None,
        deepl_key="secret" if "deepl" in at else None,
        deepl_url=at.get("deepl", ""),
        genielabs_url=at.get("genielabs"),
        genielabs_client_key="key" if "genielabs" in at else None,
        genielabs_client_id="id" if "genielabs" in at else None,
        genielabs_secret="secret" if "genielabs" in at else None,
        providers_budget_s=budget_s,
    )


@pytest.mark.parametrize(
    "fault",
    [WRONG_KEY, QUOTA, BUSY, BUSY_FOR_LONG, FAULT, GARBAGE, HALF, CLOSES, Says({})],
    ids=["wrong key", "quota", "429", "429 for long", "500", "garbage", "half", "closed", "empty"],
)
async def test_the_next_translator_takes_over_and_the_reading_tells(fault: Says, wire: Wire) -> None:
    reading = await reading_of(wire, papago=fault, deepl=deepl_says(ENGLISH))

    assert (reading.english, reading.translator) == (ENGLISH, "deepl")
    assert reading.warnings == (TRANSLATOR_FAILED,)


async def test_a_translator_that_hangs_leaves_time_for_the_next(wire: Wire) -> None:
    reading = await reading_of(wire, papago=HANGS, deepl=deepl_says(ENGLISH), budget_s=3.0)

    assert reading.translator == "deepl"
    assert reading.warnings == (TRANSLATOR_FAILED,)


async def test_when_all_hang_the_reading_is_empty(wire: Wire) -> None:
    async with asyncio.timeout(LIMIT_S):
        reading = await reading_of(wire, papago=HANGS, chat=HANGS, deepl=HANGS, genielabs=HANGS, budget_s=0.3)

    assert (reading.english, reading.translator, reading.paraphrases) == ("", "", ())
    assert reading.warnings == (TRANSLATOR_FAILED, HELPER_FAILED)


async def test_whatever_each_of_them_takes_all_of_them_stay_within_the_budget() -> None:
    shares: list[float] = []

    async def fail_at_once(provider: StyleTable, share_s: float) -> None:
        shares.append(share_s)
        raise ProviderDown(provider.name, "no answer")

    outcome = await first([StyleTable()] * 3, fail_at_once, Budget.of(6000.0))

    assert outcome.failed == ("styles",) * 3
    assert shares == pytest.approx([2000.0, 3000.0, 6000.0], rel=0.1)


async def test_the_best_translator_that_answers_is_the_only_one_that_hears_the_text(wire: Wire) -> None:
    async with Service(papago_says(ENGLISH)).serving() as first, Service(deepl_says("another")).serving() as second:
        providers = providers_of(settings_for({"papago": first.url, "deepl": second.url}, 20.0), wire, Analyst(None))
        reading = await providers.read(KOREAN, seed=1, enhance=False)

    assert reading == Reading(english=ENGLISH, translator="papago")
    assert second.asked == []
    assert [stats.answered for stats in providers.stats] == [1, 0]


async def test_one_chat_call_serves_everything(wire: Wire) -> None:
    async with Service(chat_says(THOUGHT)).serving() as service:
        providers = providers_of(settings_for({"chat": service.url}, 20.0), wire, Analyst(None))
        reading = await providers.read(KOREAN, seed=1, enhance=True)

    assert len(service.asked) == 1
    assert reading.english == ENGLISH
    assert reading.unwanted == ("people",)
    assert reading.paraphrases == tuple(THOUGHT["paraphrases"])
    assert reading.additions.wanted == tuple(THOUGHT["details"])
    assert (reading.translator, reading.helpers) == ("chat", ("chat",))


async def test_korean_paraphrases_are_translated_too(wire: Wire) -> None:
    spoken = Says({"result": [["숲에서 춤추는 푸른 고양이"]]})
    reading = await reading_of(wire, papago=papago_says(ENGLISH), genielabs=spoken)

    assert reading.paraphrases == (ENGLISH,)
    assert (reading.translator, reading.helpers) == ("papago", ("genielabs",))


async def test_korean_paraphrases_stay_korean_where_nobody_translates(wire: Wire) -> None:
    reading = await reading_of(wire, genielabs=Says({"result": [["푸른 고양이"]]}))

    assert reading == Reading(paraphrases=("푸른 고양이",), helpers=("genielabs",))


async def test_english_goes_to_no_translator(wire: Wire) -> None:
    async with Service(papago_says("x")).serving() as service:
        providers = providers_of(settings_for({"papago": service.url}, 20.0), wire, Analyst(None))
        reading = await providers.read("a blue cat", seed=1, enhance=False)

    assert reading == Reading()
    assert service.asked == []


async def test_the_style_table_takes_over_from_a_chat_that_fails(wire: Wire) -> None:
    reading = await reading_of(wire, chat=FAULT, enhance=True)

    assert reading.additions.wanted
    assert reading.helpers == ("styles",)
    assert HELPER_FAILED in reading.warnings


def test_nobody_hears_anything_until_the_owner_says_so() -> None:
    nobody = providers_of(Settings(_env_file=None), Wire(), Analyst(None))

    assert (nobody.translators, nobody.paraphrasers, nobody.remotes) == ([], [], [])
    assert [enhancer.name for enhancer in nobody.enhancers] == ["styles"]


def test_half_a_provider_is_off_and_named() -> None:
    half = Settings(_env_file=None, papago_key="x", chat_url="http://localhost", genielabs_url="http://localhost")

    assert turned_on(half) == ()
    assert providers_of(half, Wire(), Analyst(None)).remotes == []
    assert half_set(half) == (
        "PAPAGO_KEY_ID",
        "CHAT_MODEL",
        "GENIELABS_CLIENT_KEY",
        "GENIELABS_CLIENT_ID",
        "GENIELABS_SECRET",
    )


def test_what_is_turned_on_is_what_is_asked() -> None:
    at = {"papago": "http://a", "chat": "http://b", "deepl": "http://c", "genielabs": "http://d"}
    settings = settings_for(at, 1.0)

    assert turned_on(settings) == tuple(at)
    assert [remote.service.name for remote in providers_of(settings, Wire(), Analyst(None)).remotes] == list(at)
    assert {"secret", "key", "id"} <= set(settings.secrets)
