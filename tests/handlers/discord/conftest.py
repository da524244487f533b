from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from simcord.http import router

from tests.handlers.discord.judge import Call, Judge


@pytest.fixture(scope="session")
def discord_judge() -> Judge | None:
    """None where Discord's description of its API is not at hand."""
    specification = Path(os.environ.get("HWAGA_SPECS", "")) / "discord-openapi.json"
    return Judge(specification) if specification.is_file() else None


@pytest.fixture(autouse=True)
def _every_call_is_judged(discord_judge: Judge | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test is about, no call of the bot may break Discord's own rules."""
    calls: list[Call] = []
    dispatch = router.dispatch

    def watched(backend: Any, method: str, path: str, **rest: Any) -> Any:
        sizes = tuple(_size(file) for file in rest.get("files") or ())
        calls.append(Call(method, path, dict(rest.get("params") or {}), rest.get("json"), sizes))
        return dispatch(backend, method, path, **rest)

    monkeypatch.setattr(router, "dispatch", watched)
    yield
    if discord_judge is not None:
        assert [(call, faults) for call in calls if (faults := discord_judge.faults(call))] == []


def _size(file: Any) -> int:
    here = file.fp.tell()
    size: int = file.fp.seek(0, os.SEEK_END) - here
    file.fp.seek(here)
    return size
