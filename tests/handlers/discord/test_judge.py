"""A judge that finds nothing wrong would let everything pass."""

from __future__ import annotations

from typing import Any

import pytest

from tests.handlers.discord.judge import Call, Judge

CHANNEL = "/channels/1000000000000000001/messages"
QUIET: dict[str, Any] = {"allowed_mentions": {"parse": []}}


@pytest.fixture
def judge(discord_judge: Judge | None) -> Judge:
    if discord_judge is None:
        pytest.skip("HWAGA_SPECS names no folder with discord-openapi.json: calls are not judged")
    return discord_judge


def test_a_good_call_passes(judge: Judge) -> None:
    call = Call("POST", CHANNEL, body={"content": "hi", "attachments": [{"id": 0}], **QUIET}, file_bytes=(9,))

    assert judge.faults(call) == []


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (Call("POST", "/chanels/1/messages"), "no such operation"),
        (Call("POST", "/channels/one/messages", body={"content": "hi", **QUIET}), "channel_id"),
        (Call("GET", CHANNEL, query={"limits": "5"}), "undocumented query"),
        (Call("POST", CHANNEL), "no body"),
        (Call("DELETE", f"{CHANNEL}/1000000000000000002", body={"content": "hi"}), "a body where none belongs"),
        (Call("POST", CHANNEL, body={"content": "hi", "colour": 1, **QUIET}), "colour"),
        (Call("POST", CHANNEL, body={"content": "x" * 4001, **QUIET}), "content"),
        (Call("POST", CHANNEL, body={"content": "hi"}), "may mention people"),
        (Call("POST", CHANNEL, body={"content": "hi", **QUIET}, file_bytes=(9,)), "in no attachment"),
        (
            Call("POST", CHANNEL, body={"attachments": [{"id": 0}], **QUIET}, file_bytes=(26 * 2**20,)),
            "bytes of files",
        ),
        (Call("POST", CHANNEL, body={"components": [{"components": [{"custom_id": "x" * 101}]}]}), "custom id of 101"),
    ],
)
def test_a_wrong_call_is_told(judge: Judge, call: Call, fault: str) -> None:
    faults = judge.faults(call)

    assert any(fault in told for told in faults), faults
