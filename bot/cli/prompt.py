"""`hwaga prompt`: what the prompt engine understands of a text, without painting it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable
from typing import TextIO

import click
from pydantic import TypeAdapter

from bot import logs
from bot.cli.settings import read_settings
from bot.config import Settings
from bot.errors import EmptyRequest
from bot.i18n import percent, say
from bot.people import Locale
from bot.plan import PromptPlan
from bot.prompt.explain import left_out, notes
from bot.prompt.planner import Planner

PLAN = TypeAdapter(PromptPlan)


def prompt_command(locale: Locale) -> click.Command:
    """The subcommand, described in the person's language."""
    params: list[click.Parameter] = [
        click.Argument(["text"], required=False),
        click.Option(["--file", "lines"], type=click.File(encoding="utf-8"), help=say(locale, "cli.prompt.file")),
        click.Option(["--json", "as_json"], is_flag=True, help=say(locale, "cli.prompt.json")),
    ]
    return click.Command("prompt", params=params, callback=_prompt, help=say(locale, "cli.prompt"))


@click.pass_obj
def _prompt(locale: Locale, text: str | None, lines: TextIO | None, as_json: bool) -> None:  # noqa: FBT001 - click's way
    settings = read_settings()
    logs.configure(settings.quiet())
    if text is not None and not text.strip():
        raise EmptyRequest
    texts = [text] if text is not None else [line.rstrip("\r\n") for line in lines or sys.stdin]
    asyncio.run(_show(settings, texts, locale, as_json=as_json))


async def _show(settings: Settings, texts: Iterable[str], locale: Locale, *, as_json: bool) -> None:
    async for plan in _plans(Planner(settings), texts):
        if as_json:
            click.echo(PLAN.dump_json(plan).decode())
        else:
            click.echo("\n".join(f"{label}: {value}" for label, value in explained(plan, locale)) + "\n")


async def _plans(planner: Planner, texts: Iterable[str]) -> AsyncIterator[PromptPlan]:
    await planner.start()
    try:
        for text in texts:
            yield await planner.plan(text)
    finally:
        await planner.stop()


def explained(plan: PromptPlan, locale: Locale) -> list[tuple[str, str]]:
    """Label and value of whatever the plan has, in reading order."""
    understood = ", ".join(f"{gloss.source} → {gloss.english}" for gloss in plan.known)
    rows = {
        "plan.text": plan.text,
        "plan.understood": understood,
        "plan.unknown": ", ".join(plan.unknown),
        "plan.coverage": percent(locale, plan.coverage) if plan.glosses or plan.unknown else "",
        "plan.prompt": plan.prompt,
        "plan.prompt_2": plan.prompt_2,
        "plan.negative_prompt": ", ".join(left_out(plan, plan.negative_prompt)),
        "plan.providers": ", ".join(say(locale, f"provider.{name}") for name in plan.providers),
        "view.note": " ".join(notes(plan, locale)),
    }
    return [(say(locale, key), value) for key, value in rows.items() if value]
