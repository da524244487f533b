"""The `hwaga` command, one file a subcommand. Only here and in `bot.__main__` does a process begin and end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click
from pydantic import ValidationError

from bot.cli.audit import audit_command
from bot.cli.doctor import doctor_command
from bot.cli.exits import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_REFUSED
from bot.cli.imagine import painting_commands
from bot.cli.models import models_commands
from bot.cli.prompt import prompt_command
from bot.cli.serve import serve_command
from bot.cli.settings import chosen_locale, problems_of
from bot.cli.setup import setup_command
from bot.cli.stats import stats_command
from bot.config import Settings
from bot.errors import HwagaError, Refused
from bot.i18n import choose, say, say_problem
from bot.people import Locale


def locale_of_terminal() -> Locale:
    """The language of the person at the keyboard: as they have set it for Hwaga, else as for all their programs."""
    return chosen_locale() or choose(
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG"), "en"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one subcommand and exit: 0 done, 1 failed, 2 refused or wrong usage, 130 interrupted."""
    locale = locale_of_terminal()
    makers = (prompt_command, doctor_command, stats_command, audit_command, setup_command)
    commands = [
        serve_command(locale),
        *painting_commands(locale),
        *models_commands(locale),
        *(make(locale) for make in makers),
    ]
    group = click.Group("hwaga", commands=commands, help=say(locale, "cli.hwaga"))
    try:
        group.main(arguments, prog_name="hwaga", obj=locale, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(EXIT_INTERRUPTED)
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        for bad in problems_of(error):
            click.echo(say_problem(locale, bad.problem), err=True)
        sys.exit(EXIT_REFUSED)
    except HwagaError as error:
        click.echo(say_problem(locale, error.problem), err=True)
        sys.exit(EXIT_REFUSED if isinstance(error, Refused) else EXIT_FAILED)
