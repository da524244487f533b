from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.i18n import say
from bot.people import Place
from bot.store import Ruling, Store
from tests.makers import a_person

AT = 1_800_000_000.0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return tmp_path / "data"


async def _ruled(folder: Path, *, of: str = "alice") -> None:
    """A text refused, a picture behind a veil, rules changed and somebody banned, in that order."""
    acts = [("text", "refuse", "sexual"), ("picture", "spoiler", "sexual"), ("place", "changed", "words")]
    async with Store(folder) as store:
        person = await a_person(store, of)
        for n, (what, outcome, about) in enumerate([*acts, ("standing", "banned", "telegram:7")]):
            place = Place("discord", "art")
            await store.rule(Ruling(at=AT + n, person=person, place=place, what=what, outcome=outcome, category=about))


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(["audit", *arguments])
    return capsys.readouterr().out.splitlines()


def test_the_log_tells_who_what_when_and_what_came_of_it_newest_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_ruled(folder))
    lines = _said(capsys)

    assert len(lines) == 4
    assert lines[0] == "2027-01-15 08:00:03+00:00  discord:alice  discord:art  standing: banned (telegram:7)"
    assert lines[-1].endswith("text: refused (sexual)")


def test_the_log_as_json_has_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(_ruled(folder))
    (newest,) = map(json.loads, _said(capsys, "--json", "--limit", "1"))

    assert (newest["what"], newest["outcome"], newest["category"]) == ("standing", "banned", "telegram:7")
    assert (newest["at"], newest["accounts"]) == (AT + 3, ["discord:alice"])


def test_an_empty_log_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def opened() -> None:
        async with Store(folder):
            pass

    asyncio.run(opened())

    assert _said(capsys) == [say("en", "audit.none")]
    assert _said(capsys, "--json") == []
