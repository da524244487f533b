"""`hwaga imagine`, `edit`, `outpaint` and `blend`: paint in the terminal, through the same app that serves everybody.

Each has a store of its own: there are no earlier jobs in it, and pictures are files.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import click
from pydantic import TypeAdapter
from rich.console import Console

from bot import logs
from bot.app import App, create
from bot.cli.exits import EXIT_FAILED, EXIT_REFUSED
from bot.cli.settings import read_settings
from bot.cli.signals import run, sigterm_as_ctrl_c
from bot.cli.target import Target, write
from bot.commands.base import Command, Upload, fields_of
from bot.commands.blend import BLEND, BlendOptions
from bot.commands.edit import EDIT, EditOptions, check, meant
from bot.commands.imagine import IMAGINE, ImagineOptions
from bot.commands.outpaint import OUTPAINT, OutpaintOptions
from bot.commands.parse import Given, parse
from bot.config import Settings
from bot.engine.backend import Capabilities
from bot.errors import CannotFind, EmptyRequest, HwagaError, MaskNeeded, PictureNeeded, Problem, Refused
from bot.handlers.terminal.context import TerminalContext
from bot.handlers.terminal.flags import flags_of, given_of
from bot.handlers.terminal.front import TerminalFront
from bot.i18n import say, say_problem
from bot.images.reading import format_of
from bot.jobs import Job
from bot.people import Locale
from bot.plan import PromptPlan
from bot.requests import Request
from bot.sizes import parse_size

UNLIMITED = {"jobs_per_person": 0, "jobs_per_place": 0, "cooldown_s": 0.0, "budget": 0.0}
"""The owner at the keyboard may queue as many lines as a file has."""

OF_EARLIER_JOBS = frozenset({"job", "picture"})
"""Options that mean nothing where there are none."""

PROBE_PX = 2**20
"""A checkpoint's side, before there is one: larger than any, so that no size is refused that it might take."""


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


def painting_commands(locale: Locale) -> list[click.Command]:
    """The subcommands; the flags that they share with every platform are read from the command table."""
    return [_subcommand(command, locale) for command in (IMAGINE, EDIT, OUTPAINT, BLEND)]


def _subcommand(command: Command[Any], locale: Locale) -> click.Command:
    own: list[click.Parameter] = [
        click.Option(["--out"], type=click.Path(path_type=Path), help=say(locale, "cli.imagine.out")),
        click.Option(["--json", "as_json"], is_flag=True, help=say(locale, "cli.imagine.json")),
    ]
    if command is IMAGINE:
        lines = click.File(encoding="utf-8")
        own.insert(1, click.Option(["--file", "lines"], type=lines, help=say(locale, "cli.imagine.file")))
    flags = [flag for flag in flags_of(command, locale) if flag.name not in OF_EARLIER_JOBS]
    described = say(locale, f"command.{command.name}")
    return click.Command(command.name, params=[*flags, *own], callback=partial(_paint, command), help=described)


def _paint(
    command: Command[Any], *, out: Path | None, as_json: bool, lines: TextIO | None = None, **values: Any
) -> None:
    """Click passes each flag by its name; those of the command table arrive in `values`."""
    locale: Locale = click.get_current_context().obj
    settings = read_settings().model_copy(update=UNLIMITED)
    logs.configure(settings.quiet())
    target = Target(out, numbered=lines is not None)
    target.prepare()
    given = given_of(values, int(settings.picture_max_mib * 2**20))
    wanted = {0: given} if lines is None else {n: {**given, "text": text} for n, text in _numbered(lines)}
    wishes, codes = _read(command, wanted, locale)
    if wishes:
        with sigterm_as_ctrl_c(), _private_store(settings) as private:
            front = TerminalFront(Console(stderr=True, quiet=as_json), say(locale, "view.started"))
            app = create(private, [front])
            _check_parts(wishes.values(), app.studio.backend.offers())
            easel = Easel(app, command, TerminalContext(locale), target, as_json=as_json)
            codes += run(easel.paint(wishes))
    sys.exit(max(codes, default=0))


def _numbered(lines: TextIO) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their number from 1."""
    return ((n, text) for n, line in enumerate(lines, 1) if (text := line.strip()))


def _read(
    command: Command[Any], wanted: Mapping[int, Mapping[str, Given | None]], locale: Locale
) -> tuple[dict[int, Any], list[int]]:
    """The lines that can be painted, as far as can be told before anything is loaded; an exit code of each other."""
    wishes: dict[int, Any] = {}
    codes = []
    for number, given in wanted.items():
        try:
            wishes[number] = _checked(parse(command.options, given))
        except Refused as error:
            codes.append(_complain(locale, number, error))
    return wishes, codes


def _checked(options: Any) -> Any:
    """What the command itself would refuse, but only after a start.

    Raises EmptyRequest, PictureNeeded, BadOption, UnknownPicture.
    """
    uploads = [getattr(options, field.name) for field in fields_of(type(options)) if field.kind is Upload]
    if isinstance(options, ImagineOptions) and not options.text.strip() and not any(uploads):
        raise EmptyRequest
    if isinstance(options, EditOptions | OutpaintOptions) and options.image is None:
        raise PictureNeeded
    if isinstance(options, ImagineOptions | BlendOptions) and options.size:
        parse_size(options.size, PROBE_PX, PROBE_PX**2)
    for upload in uploads:
        if upload is not None:
            format_of(upload)
    return options


def _check_parts(wishes: Iterable[Any], offers: Capabilities) -> None:
    """What depends on what paints, and can be told before it starts, too. Raises NowhereToPaint and MaskNeeded."""
    for options in wishes:
        if isinstance(options, EditOptions):
            try:
                check(meant(options), offers)
            except CannotFind as error:
                raise MaskNeeded from error


def _complain(locale: Locale, number: int, error: HwagaError) -> int:
    """Say it; the exit code that it means."""
    _say(locale, number, error.problem)
    return EXIT_REFUSED if isinstance(error, Refused) else EXIT_FAILED


def _say(locale: Locale, number: int, problem: Problem) -> None:
    where = f"{number}: " if number else ""
    click.echo(where + say_problem(locale, problem), err=True)


@contextmanager
def _private_store(settings: Settings) -> Iterator[Settings]:
    """A store beside the server's, gone afterwards: two processes must not take each other's jobs."""
    with tempfile.TemporaryDirectory(prefix="hwaga-") as folder:
        yield settings.model_copy(update={"data_dir": Path(folder), "models_dir": settings.models})


class Easel:
    """Paints wishes in one process, each to its files; one that cannot be painted does not stop the rest."""

    def __init__(
        self, app: App, command: Command[Any], context: TerminalContext, target: Target, *, as_json: bool
    ) -> None:
        """`command` is one that paints."""
        self._app = app
        self._command = command
        self._context = context
        self._target = target
        self._as_json = as_json

    async def paint(self, wishes: Mapping[int, Any]) -> list[int]:
        """Paint all `wishes`, options by line number (0 when there is but one); an exit code each."""
        try:
            await self._app.start()
            return await asyncio.gather(*(self._one(number, options) for number, options in wishes.items()))
        finally:
            await self._app.stop()

    async def _one(self, number: int, options: Any) -> int:
        try:
            asked = await self._command.run(self._context, options, self._app.studio)
            assert isinstance(asked, Job)  # noqa: S101 - what a command that paints returns
            job = await self._finished(asked)
            if job.problem:
                _say(self._context.locale, number, job.problem)
                return EXIT_FAILED
            self._tell(await self._written(number, job))
        except HwagaError as error:
            return _complain(self._context.locale, number, error)
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
        files = self._target.paths(number, job.request)
        for path, result in zip(files, job.results, strict=True):
            write(path, await self._app.studio.store.file(result))
        return Painted(files, job.request.seed, job.plan, job.request, job.seconds, job.backend)

    def _tell(self, painted: Painted) -> None:
        if self._as_json:
            click.echo(PAINTED.dump_json(painted).decode())
        else:
            for path in painted.files:
                click.echo(path)
