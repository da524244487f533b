"""Each remote provider with what its documentation says of it: how it answers, and how it complains."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bot.prompt.providers.chat import Chat
from bot.prompt.providers.deepl import DeepL
from bot.prompt.providers.genielabs import GenieLabs
from bot.prompt.providers.papago import Papago
from bot.prompt.providers.remote import Remote
from bot.prompt.providers.wire import Wire
from tests.prompt.providers.service import Says

KOREAN = "파란 고양이가 숲에서 춤을 춘다"
ENGLISH = "A blue cat dances in the forest"


@dataclass(frozen=True)
class Kind:
    """`make` takes a service's URL; `ask` gives what it says. `empty` is valid JSON that says nothing of use."""

    name: str
    make: Callable[[str, Wire], Any]
    ask: Callable[[Any, float], Coroutine[Any, Any, object]]
    answer: Says
    expected: object
    wrong_key: Says
    quota: Says
    empty: Says
    korean: Says | None = None

    def remote(self, provider: Any) -> Remote:
        found: Remote = provider.remote
        return found


def chat_says(thought: object, wrapped: str = "{}") -> Says:
    content = wrapped.replace("{}", json.dumps(thought, ensure_ascii=False))
    return Says({"choices": [{"index": 0, "message": {"role": "assistant", "content": content}}]})


def papago_says(english: str) -> Says:
    return Says({"message": {"result": {"srcLangType": "ko", "tarLangType": "en", "translatedText": english}}})


def deepl_says(english: str) -> Says:
    return Says({"translations": [{"detected_source_language": "KO", "text": english}]})


THOUGHT = {
    "english": ENGLISH,
    "negatives": ["people"],
    "paraphrases": ["In the woods a blue cat is dancing", "A dancing blue cat among trees"],
    "details": ["soft morning light", "low angle"],
}


async def _translated(provider: Any, budget_s: float) -> object:
    return (await provider.translate(KOREAN, budget_s)).english


async def _paraphrased(provider: Any, budget_s: float) -> object:
    return await provider.paraphrase(KOREAN, budget_s)


KINDS = [
    Kind(
        "papago",
        lambda url, wire: Papago(f"{url}/nmt/v1", "id", "secret", wire),
        _translated,
        papago_says(ENGLISH),
        ENGLISH,
        Says({"error": {"errorCode": "200", "message": "Authentication Failed"}}, status=401),
        Says({"error": {"errorCode": "400", "message": "Quota Exceeded"}}, status=429),
        Says({"message": {"result": {}}}),
        papago_says("파란 cat"),
    ),
    Kind(
        "chat",
        lambda url, wire: Chat(f"{url}/v1", "a-model", "secret", wire),
        _translated,
        chat_says(THOUGHT),
        ENGLISH,
        Says({"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}, status=401),
        Says({"error": {"message": "You exceeded", "code": "insufficient_quota"}}, status=429),
        Says({"choices": []}),
        chat_says({"english": "파란 cat"}),
    ),
    Kind(
        "deepl",
        lambda url, wire: DeepL(url, "secret", wire),
        _translated,
        deepl_says(ENGLISH),
        ENGLISH,
        Says({"message": "Forbidden"}, status=403),
        Says({"message": "Quota Exceeded"}, status=456),
        Says({"translations": []}),
        deepl_says("파란 cat"),
    ),
    Kind(
        "genielabs",
        lambda url, wire: GenieLabs(f"{url}/kt/nlp/paraphrase", "key", "id", "secret", wire),
        _paraphrased,
        Says({"result": [["푸른 고양이가 숲속에서 춤춘다", KOREAN, "숲에서 춤추는 파란 고양이"]]}),
        ("푸른 고양이가 숲속에서 춤춘다", "숲에서 춤추는 파란 고양이"),
        Says({"message": "signature"}, status=401),
        Says({"message": "payment required"}, status=402),
        Says({"result": []}),
    ),
]
