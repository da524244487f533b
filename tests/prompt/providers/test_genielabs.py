from __future__ import annotations

import hashlib
import hmac

from bot.prompt.providers.genielabs import GenieLabs, timestamp
from bot.prompt.providers.wire import Wire
from tests.makers import ManualClock
from tests.prompt.providers.service import FAULT, Naps, Says, Service

ANSWER = Says({"result": [["바다가 보인다"]]})


def test_the_timestamp_is_seoul_s_time_to_the_millisecond() -> None:
    assert timestamp(1_800_000_000.25) == "20270115170000250"


async def test_every_attempt_is_signed_anew(wire: Wire, clock: ManualClock, naps: Naps) -> None:
    async def nap(seconds: float) -> None:
        clock.advance(1)
        await naps(seconds)

    wire.sleep = nap
    async with Service(FAULT, ANSWER).serving() as service:
        await GenieLabs(f"{service.url}/kt/nlp/paraphrase", "key", "client", "secret", wire).paraphrase("바다", 5)

    stamps = [asked.headers["x-auth-timestamp"] for asked in service.asked]
    assert stamps == [timestamp(clock.now - 1), timestamp(clock.now)]
    for asked, stamp in zip(service.asked, stamps, strict=True):
        expected = hmac.new(b"secret", f"client:{stamp}".encode(), hashlib.sha256).hexdigest()
        assert asked.headers["x-client-signature"] == expected
        assert asked.headers["x-client-key"] == "key"


async def test_it_is_asked_as_genie_labs_documents_it(wire: Wire) -> None:
    async with Service(ANSWER).serving() as service:
        await GenieLabs(f"{service.url}/kt/nlp/paraphrase", "key", "client", "secret", wire).paraphrase("바다", 5)

    body = service.asked[0].body
    assert service.asked[0].path == "/kt/nlp/paraphrase"
    assert body.keys() == {"user_id", "ret_sentences", "diversity", "domain", "data"}
    assert body["data"] == "바다"


async def test_english_is_not_sent(wire: Wire) -> None:
    async with Service(ANSWER).serving() as service:
        said = await GenieLabs(service.url, "key", "client", "secret", wire).paraphrase("a sea", 5)

    assert said == ()
    assert service.asked == []


async def test_a_single_sentence_and_a_runaway_are_taken_for_what_they_are(wire: Wire) -> None:
    async with Service(Says({"result": ["넓은 바다"]}), Says({"result": [["바다 " * 500]]})).serving() as service:
        provider = GenieLabs(service.url, "key", "client", "secret", wire)
        one, none = await provider.paraphrase("바다", 5), await provider.paraphrase("산", 5)

    assert (one, none) == (("넓은 바다",), ())
