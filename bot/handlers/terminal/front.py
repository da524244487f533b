"""The terminal as a front end: nothing to connect to, only a courier."""

from __future__ import annotations

from rich.console import Console

from bot.commands.studio import Studio
from bot.handlers.terminal.courier import TerminalCourier
from bot.people import Platform


class TerminalFront:
    platform: Platform = "terminal"
    connected = True

    def __init__(self, console: Console, greeting: str = "") -> None:
        """`greeting` is what a terminal shows until the first job is told of."""
        self.courier = TerminalCourier(console, greeting)

    async def start(self, studio: Studio) -> None:  # noqa: ARG002 - commands are called from outside
        self.courier.start()

    async def stop(self) -> None:
        self.courier.stop()
