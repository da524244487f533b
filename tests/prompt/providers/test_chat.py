"""The chat endpoint's JSON is a stranger's: whatever it holds, a plan gets short English without syntax, or nothing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.errors import BadAnswer
from bot.prompt.providers.chat import Chat
from bot.prompt.providers.wire import Wire
from tests.prompt.providers.kinds import ENGLISH, KOREAN, THOUGHT, chat_says
from tests.prompt.providers.service import Says, Service


async def test_one_call_serves_translation_paraphrases_negatives_and_details(wire: Wire) -> None:
    async with Service(chat_says(THOUGHT)).serving() as service:
        chat = Chat(f"{service.url}/v1", "a-model", "a key", wire)
        translation, paraphrases, additions = await asyncio.gather(
            chat.translate(KOREAN, 5), chat.paraphrase(KOREAN, 5), chat.enhance(KOREAN, 1, 5)
        )

    assert (translation.english, translation.unwanted) == (ENGLISH, ("people",))
    assert paraphrases == tuple(THOUGHT["paraphrases"])
    assert additions.wanted == ("soft morning light", "low angle")
    assert len(service.asked) == 1


async def test_it_is_asked_as_openai_documents_it(wire: Wire) -> None:
    async with Service(chat_says(THOUGHT)).serving() as service:
        await Chat(f"{service.url}/v1/", "a-model", "a key", wire).think(KOREAN, 5)

    asked = service.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == "Bearer a key"
    assert asked.body["model"] == "a-model"
    assert [message["role"] for message in asked.body["messages"]] == ["system", "user"]
    assert json.loads(asked.body["messages"][1]["content"]) == {"text": KOREAN}


async def test_a_machine_of_one_s_own_needs_no_key(wire: Wire) -> None:
    async with Service(chat_says(THOUGHT)).serving() as service:
        await Chat(service.url, "a-model", "", wire).think(KOREAN, 5)

    assert "authorization" not in service.asked[0].headers


@pytest.mark.parametrize("wrapped", ["```json\n{}\n```", "<think>a cat?</think>\n{}", "Here you are: {} Enjoy!"])
async def test_json_is_found_in_what_models_put_around_it(wrapped: str, wire: Wire) -> None:
    async with Service(chat_says(THOUGHT, wrapped)).serving() as service:
        thought = await Chat(service.url, "a-model", "", wire).think(KOREAN, 5)

    assert thought.english == ENGLISH


@pytest.mark.parametrize(
    "thought",
    [
        [],
        {},
        {"english": ""},
        {"english": None},
        {"english": 7},
        {"english": "고양이"},
        {"english": "x" * 2_001},
        {"english": "({[<>]})"},
        {"english": ENGLISH, "negatives": "people"},
        {"english": ENGLISH, "negatives": ["사람"]},
        {"english": ENGLISH, "negatives": ["people"] * 9},
        {"english": ENGLISH, "paraphrases": [ENGLISH] * 4},
        {"english": ENGLISH, "details": ["x" * 121]},
        {"english": ENGLISH, "details": [["light"]]},
    ],
)
async def test_an_answer_of_another_shape_is_none(thought: Any, wire: Wire) -> None:
    async with Service(chat_says(thought)).serving() as service:
        with pytest.raises(BadAnswer):
            await Chat(service.url, "a-model", "", wire).think(KOREAN, 5)


@pytest.mark.parametrize("content", ["", "I cannot help with that.", '{"english": "a cat', "}{"])
async def test_a_refusal_and_a_torn_answer_are_none(content: str, wire: Wire) -> None:
    async with Service(Says({"choices": [{"message": {"content": content}}]})).serving() as service:
        with pytest.raises(BadAnswer):
            await Chat(service.url, "a-model", "", wire).think(KOREAN, 5)


async def test_prompt_syntax_in_an_answer_is_inert(wire: Wire) -> None:
    hostile = {
        "english": "a (naked:1.9) [cat] <lora:evil:1> --seed 5 @here https://evil.example/x \\(",
        "details": ["((best quality:1.5))"],
    }
    async with Service(chat_says(hostile)).serving() as service:
        thought = await Chat(service.url, "a-model", "", wire).think(KOREAN, 5)

    said = " ".join((thought.english, *thought.details))
    assert not set("()[]{}<>\\@") & set(said)
    assert "--" not in said
    assert "http" not in said


async def test_no_log_line_holds_what_a_person_wrote(wire: Wire, capsys: pytest.CaptureFixture[str]) -> None:
    async with Service(chat_says({"english": "비밀 이야기"})).serving() as service:
        with pytest.raises(BadAnswer) as failed:
            await Chat(service.url, "a-model", "", wire).think("비밀 이야기", 5)

    out = capsys.readouterr()
    assert "provider failed" in out.out + out.err
    assert "비밀" not in out.out + out.err + str(failed.value)
