from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rich.console import Console

from bot import app as app_module
from bot.app import create
from bot.commands.imagine import ImagineOptions, imagine
from bot.commands.studio import Studio
from bot.config import Settings
from bot.couriers import Courier
from bot.errors import WrongToken
from bot.handlers.fake import FakeCourier
from bot.handlers.terminal.context import TerminalContext
from bot.handlers.terminal.front import TerminalFront
from bot.jobs import JobState
from bot.people import Platform

LIMIT_S = 60


class Stubborn:
    """A front end whose platform never answers, or does not like the token, or breaks."""

    platform: Platform = "discord"

    def __init__(self, fault: Exception | None) -> None:
        self.courier: Courier = FakeCourier()
        self.connected = False
        self._fault = fault

    async def start(self, studio: Studio) -> None:  # noqa: ARG002 - as the protocol has it
        if self._fault is not None:
            raise self._fault
        await asyncio.Event().wait()

    async def stop(self) -> None:
        pass


async def paints_beside(front: Stubborn, folder: Path) -> app_module.App:
    settings = Settings(_env_file=None, data_dir=folder, backend="fake")
    app = create(settings, [front, TerminalFront(Console(quiet=True))])
    await app.start()
    try:
        job = await imagine(TerminalContext("en"), ImagineOptions(text="sea", raw=True), app.studio)
        async with asyncio.timeout(LIMIT_S):
            await app.studio.delivery.settled(job.id)
        finished = await app.studio.store.job(job.id)
        assert finished is not None
        assert finished.state == JobState.DONE
    finally:
        await app.stop()
    return app


async def test_a_platform_that_never_answers_keeps_nobody_from_painting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "PATIENCE_S", 0.1)
    app = await paints_beside(Stubborn(None), tmp_path)

    assert app.failed == {}
    assert [front.connected for front in app.serving] == [False, True]


async def test_a_wrong_token_and_a_bug_of_one_platform_are_told_and_the_others_serve(tmp_path: Path) -> None:
    for number, fault in enumerate((WrongToken("discord", "401"), ZeroDivisionError())):
        app = await paints_beside(Stubborn(fault), tmp_path / str(number))

        assert list(app.failed) == ["discord"]
        assert [front.platform for front in app.serving] == ["terminal"]
