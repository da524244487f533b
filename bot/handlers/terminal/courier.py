"""Shows jobs on a terminal: a bar each where there is one, a line a stage otherwise, nothing when asked."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bot.jobs import JobId
from bot.people import Address, Platform
from bot.views import Stage, View

UNFINISHED: tuple[Stage, ...] = ("thinking", "queued", "painting")


class TerminalCourier:
    """Writes to `console`; finished pictures are written to files by whoever asked for them.

    On a terminal `greeting` stands there until there is something to tell: what paints takes a while to wake up.
    """

    platform: Platform = "terminal"
    min_interval_s = 0.1

    def __init__(self, console: Console, greeting: str) -> None:
        self._console = console
        self._greeting = greeting
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._bars = Progress(*columns, console=console, auto_refresh=False, transient=True)
        self._tasks: dict[JobId, TaskID] = {}
        self._said: dict[JobId, Stage] = {}
        self._greeted: TaskID | None = None

    def start(self) -> None:
        if self._console.is_terminal:
            self._greeted = self._bars.add_task(self._greeting, total=None)
            self._bars.start()

    def stop(self) -> None:
        if self._console.is_terminal:  # elsewhere rich would end what never began with an empty line
            self._bars.stop()

    async def show(self, address: Address, view: View) -> Address:
        if self._console.is_terminal:
            self._draw(view)
        elif self._said.get(view.job_id) != view.stage:
            self._console.print(view.headline, markup=False, highlight=False)
        self._said[view.job_id] = view.stage
        return address

    async def remove(self, address: Address, view: View) -> None:
        """What was printed stays."""

    def _draw(self, view: View) -> None:
        if self._greeted is not None:
            self._bars.remove_task(self._greeted)
            self._greeted = None
        if view.job_id not in self._tasks:
            self._tasks[view.job_id] = self._bars.add_task(view.headline, total=None)
        task = self._tasks[view.job_id]
        if view.stage in UNFINISHED:
            total = None if view.fraction is None else 1.0
            self._bars.update(task, description=view.headline, total=total, completed=view.fraction or 0.0)
        else:
            self._bars.remove_task(self._tasks.pop(view.job_id))
        self._bars.refresh()
