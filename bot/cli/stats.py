"""`hwaga stats`: what the house has done, read beside a bot that runs."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import asdict
from pathlib import Path

import click

from bot import logs
from bot.cli.settings import read_settings
from bot.i18n import duration, say
from bot.i18n.sentences import exists
from bot.people import Locale
from bot.store import Store, Tally

HOUR_S = 3600.0


def stats_command(locale: Locale) -> click.Command:
    """The subcommand, described in the person's language."""
    params: list[click.Parameter] = [
        click.Option(["--hours"], type=click.FloatRange(min=0), default=24.0, help=say(locale, "cli.stats.hours")),
        click.Option(["--json", "as_json"], is_flag=True, help=say(locale, "cli.stats.json")),
    ]
    return click.Command("stats", params=params, callback=_stats, help=say(locale, "cli.stats"))


@click.pass_obj
def _stats(locale: Locale, hours: float, as_json: bool) -> None:  # noqa: FBT001 - click's way
    settings = read_settings()
    logs.configure(settings.quiet())
    tally = asyncio.run(_tally(settings.data_dir, hours))
    click.echo(json.dumps({"hours": hours, **asdict(tally)}) if as_json else "\n".join(told(tally, hours, locale)))


async def _tally(folder: Path, hours: float) -> Tally:
    """Raises NothingThere."""
    now = time.time()
    async with Store(folder).look() as store:
        return await store.watch.tally(now, now - hours * HOUR_S)


def told(tally: Tally, hours: float, locale: Locale) -> list[str]:
    """Line by line; what is empty is left out."""
    rows = [say(locale, "stats.now", {"waiting": tally.waiting, "painting": tally.painting})]
    if tally.waiting:
        rows.append(say(locale, "stats.oldest", {"age": duration(locale, tally.oldest_s)}))
    rows.append(say(locale, "stats.since", {"hours": hours, "count": tally.people}))
    for task, states in tally.ended.items():
        values = {"task": _called(locale, f"task.{task}", task)}
        counts = {state: states.get(state, 0) for state in ("done", "failed", "stopped")}
        rows.append(say(locale, "stats.task", {**values, **counts}))
    if tally.waited_s is not None and tally.painted_s is not None:
        times = {"waited": duration(locale, tally.waited_s), "painted": duration(locale, tally.painted_s)}
        rows.append(say(locale, "stats.times", times))
    if tally.shown_s is not None:
        rows.append(say(locale, "stats.shown", {"shown": duration(locale, tally.shown_s)}))
    rows += [say(locale, "stats.problem", {"kind": kind, "count": count}) for kind, count in tally.problems.items()]
    if tally.undeliverable:
        rows.append(say(locale, "stats.undeliverable", {"count": tally.undeliverable}))
    return rows


def _called(locale: Locale, key: str, otherwise: str) -> str:
    return say(locale, key) if exists(locale, key) else otherwise
