from __future__ import annotations

from bot.prompt.providers.deepl import DeepL
from bot.prompt.providers.wire import Wire
from tests.prompt.providers.kinds import deepl_says
from tests.prompt.providers.service import Service


async def test_it_is_asked_as_deepl_documents_it(wire: Wire) -> None:
    async with Service(deepl_says("the sea")).serving() as service:
        await DeepL(f"{service.url}/", "a key:fx", wire).translate("바다", 5)

    asked = service.asked[0]
    assert asked.path == "/v2/translate"
    assert asked.headers["authorization"] == "DeepL-Auth-Key a key:fx"
    assert asked.body == {"text": ["바다"], "source_lang": "KO", "target_lang": "EN-US"}
