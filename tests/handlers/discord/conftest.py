from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import Env, interactions
from simcord.http import router

from tests.handlers.discord.heard import Heard
from tests.handlers.discord.house import PATIENCE_S, House
from tests.handlers.discord.judge import Call, Judge
from tests.handlers.discord.world import World


@pytest.fixture(scope="session")
def discord_judge() -> Judge | None:
    """None where Discord's description of its API is not at hand."""
    specification = Path(os.environ.get("HWAGA_SPECS", "")) / "discord-openapi.json"
    return Judge(specification) if specification.is_file() else None


@pytest.fixture(autouse=True)
def heard(discord_judge: Judge | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """What SimCord hears of the bot. Whatever a test is about, no call may break Discord's own rules."""
    heard = Heard()
    dispatch = router.dispatch

    def watched(backend: Any, method: str, path: str, **rest: Any) -> Any:
        sizes = tuple(_size(file) for file in rest.get("files") or ())
        call = Call(method, path, dict(rest.get("params") or {}), rest.get("json"), sizes)
        try:
            return dispatch(backend, method, path, **rest)
        finally:
            heard.note(call)

    monkeypatch.setattr(router, "dispatch", watched)
    yield heard
    if discord_judge is not None:
        assert [(call, faults) for call in heard.calls if (faults := discord_judge.faults(call))] == []


def _size(file: Any) -> int:
    here = file.fp.tell()
    size: int = file.fp.seek(0, os.SEEK_END) - here
    file.fp.seek(here)
    return size


@pytest.fixture
def payloads(monkeypatch: pytest.MonkeyPatch) -> dict[int, dict[str, Any]]:
    """What else Discord says of each user's interactions, by user id; all of SimCord's speak American English."""
    more: dict[int, dict[str, Any]] = {}
    original = interactions.base_payload

    def base_payload(*args: Any, **named: Any) -> Any:
        record, payload = original(*args, **named)
        return record, payload | more.get(named["user_id"], {})

    monkeypatch.setattr(interactions, "base_payload", base_payload)
    return more


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def simcord_bot(house: House) -> discord.Client:
    return house.front.bot


@pytest.fixture
async def env(simcord_env: Env, house: House) -> AsyncIterator[Env]:
    """A Discord with Hwaga in it, at work."""
    simcord_env.settle_timeout = PATIENCE_S  # five seconds are too few for a photo on a busy machine
    await house.open(simcord_env)
    yield simcord_env
    await house.close()


@pytest.fixture
def world(env: Env) -> World:
    """A server with a channel, and two people in it."""
    guild = env.create_guild()
    alice, bob = (guild.add_member(env.create_user(name)) for name in ("alice", "bob"))
    return World(guild.create_text_channel("art"), alice, bob)
