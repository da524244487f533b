"""`hwaga audit`: what moderation, managers and owners did, read beside a bot that runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import logs
from bot.cli.settings import read_settings
from bot.i18n import say
from bot.people import Locale, PersonId
from bot.store import Ruling, Store


@dataclass(frozen=True, slots=True)
class Entry:
    """A ruling, and the accounts of who asked."""

    ruling: Ruling
    accounts: tuple[str, ...]


def audit_command(locale: Locale) -> click.Command:
    """The subcommand, described in the person's language."""
    params: list[click.Parameter] = [
        click.Option(["--limit"], type=click.IntRange(min=1), default=50, help=say(locale, "cli.audit.limit")),
        click.Option(["--json", "as_json"], is_flag=True, help=say(locale, "cli.audit.json")),
    ]
    return click.Command("audit", params=params, callback=_audit, help=say(locale, "cli.audit"))


@click.pass_obj
def _audit(locale: Locale, limit: int, as_json: bool) -> None:  # noqa: FBT001 - click's way
    settings = read_settings()
    logs.configure(settings.quiet())
    entries = asyncio.run(_entries(settings.data_dir, limit))
    if not entries and not as_json:
        click.echo(say(locale, "audit.none"))
    for entry in entries:
        click.echo(_line_of_json(entry) if as_json else told(entry, locale))


async def _entries(folder: Path, limit: int) -> Sequence[Entry]:
    """Newest first. Raises NothingThere."""
    async with Store(folder).look() as store:
        rulings = await store.rulings(limit)
        named = {person: await _accounts_of(store, person) for person in {ruling.person for ruling in rulings}}
    return [Entry(ruling, named[ruling.person]) for ruling in rulings]


async def _accounts_of(store: Store, person: PersonId) -> tuple[str, ...]:
    return tuple(f"{each.platform}:{each.id}" for each in await store.linking.accounts_of(person))


def told(entry: Entry, locale: Locale) -> str:
    """One line: when, who, where, what, and what became of it."""
    ruling = entry.ruling
    at = datetime.fromtimestamp(ruling.at, UTC).isoformat(" ", "seconds")
    where = f"{ruling.place.platform}:{ruling.place.id}"
    what, outcome = say(locale, f"audit.what.{ruling.what}"), say(locale, f"audit.outcome.{ruling.outcome}")
    return "  ".join([at, ", ".join(entry.accounts), where, f"{what}: {outcome} ({ruling.category})"])


def _line_of_json(entry: Entry) -> str:
    return json.dumps({**asdict(entry.ruling), "accounts": entry.accounts}, ensure_ascii=False)
