"""A judge that finds nothing wrong would let everything pass."""

from __future__ import annotations

from typing import Any

import pytest

from tests.handlers.telegram.judge import Call, Judge

CHAT = {"id": 1, "type": "private"}
BUTTON = {"text": "Cancel", "callback_data": "cancel:1"}


@pytest.fixture
def judge(telegram_judge: Judge | None) -> Judge:
    if telegram_judge is None:
        pytest.skip("HWAGA_SPECS names no folder with telegram-bot-api.json: calls are not judged")
    return telegram_judge


def photo(**changes: Any) -> Call:
    media = {"type": "photo", "media": "attach://0", "caption": "<b>바다</b> &amp; 하늘", "parse_mode": "HTML"}
    values = {"chat_id": 1, "message_id": 2, "media": {**media, **changes}}
    return Call("editMessageMedia", values, {"0": b"PNG"})


def keyboard(**changes: Any) -> Call:
    markup = {"inline_keyboard": [[{**BUTTON, **changes}]]}
    return Call("sendMessage", {"chat_id": 1, "text": "hi", "reply_markup": markup})


@pytest.mark.parametrize("call", [photo(), keyboard(), photo(caption="가" * 1024), Call("getMe", {})])
def test_a_good_call_passes(judge: Judge, call: Call) -> None:
    assert judge.call_faults(call) == []


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (Call("sendMesage", {}), "no such method"),
        (Call("sendMessage", {"chat_id": 1}), "lacks text"),
        (Call("sendMessage", {"chat_id": 1.5, "text": "hi"}), "chat_id"),
        (Call("sendMessage", {"chat_id": 1, "text": "hi", "colour": 1}), "colour is undocumented"),
        (Call("sendMessage", {"chat_id": 1, "text": "a" * 4097}), "4097 characters"),
        (Call("sendMessage", {"chat_id": 1, "text": "<i>", "parse_mode": "HTML"}), "can't find end tag"),
        (Call("editMessageText", {"text": "hi"}), "which message"),
        (photo(caption="🌊" * 513), "1026 characters"),
        (photo(caption="a < b"), "unclosed start tag"),
        (photo(type="foto"), "type is not"),
        (photo(media="attach://1"), "no part 1"),
        (Call("sendPhoto", {"chat_id": 1, "photo": "attach://0"}, {"0": b"", "1": b""}), "part 1 is of no field"),
        (keyboard(callback_data="x" * 65), "65 bytes"),
        (keyboard(text=5), "no String"),
        (Call("setMyCommands", {"commands": [{"command": "x" * 33, "description": "y"}]}), "33 characters"),
    ],
)
def test_a_wrong_call_is_told(judge: Judge, call: Call, fault: str) -> None:
    faults = judge.call_faults(call)

    assert any(fault in told for told in faults), faults


def test_answers_are_judged_too(judge: Judge) -> None:
    good = {"message_id": 1, "date": 0, "chat": CHAT, "text": "hi"}

    assert judge.result_faults("sendMessage", good) == []
    assert judge.result_faults("sendMessage", {**good, "photo": [{"file_id": "1"}]})
    assert judge.result_faults("getUpdates", [{"update_id": 1, "message": {**good, "mood": "fine"}}])
    assert judge.result_faults("setMyCommands", "yes")
