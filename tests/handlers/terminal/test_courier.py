from __future__ import annotations

import io

from rich.console import Console

from bot.handlers.terminal.courier import TerminalCourier
from bot.jobs import JobId
from bot.people import Address
from bot.views import View

ADDRESS = Address(platform="terminal", locale="en", channel="terminal")
WAITING = View(job_id=JobId("1" * 16), locale="en", stage="queued", headline="You're next.")


async def test_a_terminal_is_greeted_until_there_is_a_job_to_tell_of() -> None:
    screen = io.StringIO()
    courier = TerminalCourier(Console(file=screen, force_terminal=True), "Getting ready")
    courier.start()
    greeted = screen.getvalue()
    await courier.show(ADDRESS, WAITING)
    told = screen.getvalue().removeprefix(greeted)
    courier.stop()

    assert "Getting ready" in greeted
    assert "You're next." in told
    assert "Getting ready" not in told


async def test_what_is_no_terminal_gets_a_line_a_stage_and_nothing_else() -> None:
    file = io.StringIO()
    courier = TerminalCourier(Console(file=file), "Getting ready")
    courier.start()
    await courier.show(ADDRESS, WAITING)
    await courier.show(ADDRESS, WAITING)
    courier.stop()

    assert file.getvalue() == "You're next.\n"
