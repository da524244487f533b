from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import AskLater, ProviderDown, ProviderFailed, QuestionRefused, QuotaSpent, WrongKey
from bot.prompt.pieces import pieces
from bot.prompt.providers.papago import MAX_CHARACTERS, Papago
from bot.prompt.providers.wire import Wire
from tests.prompt.providers.kinds import papago_says
from tests.prompt.providers.service import Says, Service


async def test_it_is_asked_as_naver_cloud_documents_it(wire: Wire) -> None:
    async with Service(papago_says("the sea")).serving() as service:
        await Papago(f"{service.url}/nmt/v1/", "an id", "a secret", wire).translate("바다", 5)

    asked = service.asked[0]
    assert asked.path == "/nmt/v1/translation"
    assert asked.headers["x-ncp-apigw-api-key-id"] == "an id"
    assert asked.headers["x-ncp-apigw-api-key"] == "a secret"
    assert asked.headers["content-type"] == "application/json"
    assert asked.body == {"source": "ko", "target": "en", "text": "바다"}


@pytest.mark.parametrize(
    ("status", "answer", "failure"),
    [
        (401, {"error": {"errorCode": "210", "message": "Permission Denied"}}, WrongKey),
        (404, {"error": {"errorCode": "300", "message": "Not Found Exception"}}, QuestionRefused),
        (429, {"error": {"errorCode": "400", "message": "Quota Exceeded"}}, QuotaSpent),
        (429, {"error": {"errorCode": "410", "message": "Throttle Limited"}}, AskLater),
        (429, {"error": {"errorCode": "420", "message": "Rate Limited"}}, AskLater),
        (413, {"error": {"errorCode": "430", "message": "Request Entity Too Large"}}, QuestionRefused),
        (503, {"error": {"errorCode": "500", "message": "Endpoint Error"}}, ProviderDown),
        (504, {"error": {"errorCode": "510", "message": "Endpoint Timeout"}}, ProviderDown),
        (500, {"error": {"errorCode": "900", "message": "Unexpected Error"}}, ProviderDown),
        (400, {"errorCode": "N2MT08", "errorMessage": "text parameter exceeds max length"}, QuestionRefused),
        (500, {"errorCode": "N2MT99", "errorMessage": "Internal server errors"}, ProviderDown),
    ],
)
async def test_its_complaints_are_told_apart(
    status: int, answer: Any, failure: type[ProviderFailed], wire: Wire
) -> None:
    code = answer.get("error", answer)["errorCode"]
    async with Service(Says(answer, status=status)).serving() as service:
        with pytest.raises(ProviderFailed) as failed:
            await Papago(service.url, "id", "secret", wire).translate("바다", 5)

    assert type(failed.value) is failure
    assert failed.value.detail == f"{status} {code}"


async def test_a_long_text_is_asked_for_in_parts_that_a_call_takes(wire: Wire) -> None:
    text = "바다가 보인다. " * 1_000
    async with Service(lambda body: papago_says(f"part of {len(body['text'])}")).serving() as service:
        translation = await Papago(service.url, "id", "secret", wire).translate(text, 5)

    sent = [asked.body["text"] for asked in service.asked]
    assert len(sent) == 2
    assert all(len(part) <= MAX_CHARACTERS and part.endswith("보인다.") for part in sent)
    assert translation.english.count("part of") == 2


@given(st.text(alphabet="가나. !?a ", max_size=200), st.integers(1, 30))
def test_pieces_lose_nothing_but_spaces(text: str, longest: int) -> None:
    cut = pieces(text, longest)

    assert "".join(cut).replace(" ", "") == text.replace(" ", "")
    assert all(0 < len(piece) <= longest for piece in cut)
