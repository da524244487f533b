"""`hwaga imagine`: paint in the terminal, through the same app that serves everybody, with a store of its own."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import click
from pydantic import TypeAdapter
from rich.console import Console

from bot import logs
from bot.app import App, create
from bot.cli.exits import EXIT_FAILED, EXIT_REFUSED
from bot.commands.imagine import IMAGINE, ImagineOptions, imagine
from bot.commands.parse import Given, parse
from bot.config import Settings
from bot.errors import HwagaError, Problem, Refused
from bot.handlers.terminal.context import TerminalContext
from bot.handlers.terminal.flags import flags_of, given_of
from bot.handlers.terminal.front import TerminalFront
from bot.i18n import say, say_problem
from bot.jobs import Job
from bot.people import Locale
from bot.plan import PromptPlan
from bot.requests import Request

UNLIMITED = {"jobs_per_person": 0, "jobs_per_place": 0, "cooldown_s": 0.0, "budget": 0.0}
"""The owner at the keyboard may queue as many lines as a file has."""


@dataclass(frozen=True, slots=True)
class Painted:
    """What `--json` prints: `files` in order of seed, `seed` the first one's, `seconds` on the device."""

    files: tuple[Path, ...]
    seed: int
    plan: PromptPlan
    request: Request
    seconds: float
    backend: str


PAINTED = TypeAdapter(Painted)


def imagine_command(locale: Locale) -> click.Command:
    """The subcommand; the flags that it shares with every platform are read from the command table."""
    own = [
        click.Option(["--out"], type=click.Path(path_type=Path), help=say(locale, "cli.imagine.out")),
        click.Option(["--file", "lines"], type=click.File(encoding="utf-8"), help=say(locale, "cli.imagine.file")),
        click.Option(["--json", "as_json"], is_flag=True, help=say(locale, "cli.imagine.json")),
    ]
    described = say(locale, "command.imagine")
    return click.Command("imagine", params=[*flags_of(IMAGINE, locale), *own], callback=_imagine, help=described)


@click.pass_obj
def _imagine(locale: Locale, /, out: Path | None, lines: TextIO | None, *, as_json: bool, **values: Any) -> None:
    """Click passes each flag by its name; those of the command table arrive in `values`."""
    settings = Settings().model_copy(update=UNLIMITED)
    logs.configure(settings.quiet())
    given = given_of(values, int(settings.picture_max_mib * 2**20))
    wanted = {0: given} if lines is None else {n: {**given, "text": text} for n, text in _numbered(lines)}
    with _private_store(settings) as private:
        app = create(private, [TerminalFront(Console(stderr=True, quiet=as_json))])
        codes = asyncio.run(Easel(app, TerminalContext(locale), out, as_json=as_json).paint(wanted))
    sys.exit(max(codes, default=0))


def _numbered(lines: TextIO) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their number from 1."""
    return ((n, text) for n, line in enumerate(lines, 1) if (text := line.strip()))


@contextmanager
def _private_store(settings: Settings) -> Iterator[Settings]:
    """A store beside the server's, gone afterwards: two processes must not take each other's jobs."""
    with tempfile.TemporaryDirectory(prefix="hwaga-") as folder:
        yield settings.model_copy(update={"data_dir": Path(folder)})


class Easel:
    """Paints wishes in one process, each to its files; one that cannot be painted does not stop the rest."""

    def __init__(self, app: App, context: TerminalContext, out: Path | None, *, as_json: bool) -> None:
        self._app = app
        self._context = context
        self._out = out
        self._as_json = as_json

    async def paint(self, wanted: Mapping[int, Mapping[str, Given | None]]) -> list[int]:
        """Paint all of `wanted`, options by line number (0 when there is but one); an exit code each."""
        try:
            await self._app.start()
            paintings = [asyncio.create_task(self._one(number, given)) for number, given in wanted.items()]
            return [await painting for painting in paintings]
        finally:
            await self._app.stop()

    async def _one(self, number: int, given: Mapping[str, Given | None]) -> int:
        try:
            options = parse(ImagineOptions, given)
            job = await self._finished(await imagine(self._context, options, self._app.studio))
        except HwagaError as error:
            return self._complain(number, error.problem, EXIT_REFUSED if isinstance(error, Refused) else EXIT_FAILED)
        if job.problem:
            return self._complain(number, job.problem, EXIT_FAILED)
        self._tell(await self._written(number, job))
        return 0

    async def _finished(self, job: Job) -> Job:
        """The job as the store has it at its end; Ctrl-C takes it off the device."""
        try:
            await self._app.studio.delivery.settled(job.id)
        except asyncio.CancelledError:
            await self._app.studio.dispatcher.cancel(job.id)
            raise
        return await self._app.studio.store.job(job.id) or job

    async def _written(self, number: int, job: Job) -> Painted:
        files = self._paths(number, job.request)
        for path, result in zip(files, job.results, strict=True):
            picture = await self._app.studio.store.file(result)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(picture)
        return Painted(files, job.request.seed, job.plan, job.request, job.seconds, job.backend)

    def _paths(self, number: int, request: Request) -> tuple[Path, ...]:
        """`--out picture.png` names one picture and is the stem of several; else it is a folder, or here."""
        if self._out and self._out.suffix.lower() == ".png" and not number:
            if request.count == 1:
                return (self._out,)
            return tuple(self._out.with_stem(f"{self._out.stem}-{request.seed + n}") for n in range(request.count))
        stem = f"{number:04d}" if number else "hwaga"
        folder = self._out or Path()
        return tuple(folder / f"{stem}-{request.seed + n}.png" for n in range(request.count))

    def _tell(self, painted: Painted) -> None:
        if self._as_json:
            click.echo(PAINTED.dump_json(painted).decode())
        else:
            for path in painted.files:
                click.echo(path)

    def _complain(self, number: int, problem: Problem, code: int) -> int:
        where = f"{number}: " if number else ""
        click.echo(where + say_problem(self._context.locale, problem), err=True)
        return code
