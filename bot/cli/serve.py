"""`hwaga serve`: the page, and Discord and Telegram where their tokens are set."""

from __future__ import annotations

import asyncio
import signal
import sys

import click

from bot import logs
from bot.app import App, create
from bot.cli.exits import EXIT_FAILED
from bot.cli.settings import read_settings
from bot.i18n import say, say_problem
from bot.people import Locale


def serve_command(locale: Locale) -> click.Command:
    """The subcommand, described in the person's language."""
    return click.Command("serve", callback=_run, help=say(locale, "cli.serve"))


@click.pass_obj
def _run(locale: Locale) -> None:
    settings = read_settings()
    logs.configure(settings)
    sys.exit(asyncio.run(_serve(create(settings), locale)))


async def _serve(app: App, locale: Locale) -> int:
    stopping = _on_signals()
    try:
        await app.start()
        _tell(app, locale)
        if not app.serving:
            return EXIT_FAILED
        await stopping.wait()
        click.echo(say(locale, "serve.stopping"), err=True)
    finally:
        await app.stop()
    return 0


def _on_signals() -> asyncio.Event:
    """An event that Ctrl-C or a service manager sets; pressed again, Ctrl-C ends the program as usual."""
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()

    def stop(number: int) -> None:
        stopping.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop, number)
        except NotImplementedError:  # Windows: Ctrl-C cancels the task, which stops the app just as well
            break
    return stopping


def _tell(app: App, locale: Locale) -> None:
    for error in app.failed.values():
        click.echo(say_problem(locale, error.problem), err=True)
    url = app.web.url if app.web else ""
    for front in app.serving:
        name = say(locale, f"platform.{front.platform}")
        key = f"serve.{front.platform}" if front.connected else "serve.connecting"
        click.echo(say(locale, key, {"url": url, "platform": name}), err=True)
