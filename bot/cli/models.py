"""`hwaga checkpoints` and `hwaga loras`: what may be painted with, for the owner. A bot that runs sees it at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import DownloadColumn, Progress, TransferSpeedColumn

from bot import logs
from bot.cli.settings import read_settings
from bot.config import Settings
from bot.engine.catalogue import file_of
from bot.engine.companions import companions_of
from bot.engine.fetching import fetch, fetch_from_hub, file_name, said
from bot.engine.origin import origin_of
from bot.engine.registry import KINDS, Kind, Model, Registry, name_for
from bot.engine.words import words_of
from bot.errors import CheckpointMissing, LoraMissing, NotAModel
from bot.i18n import say
from bot.people import Locale


def models_commands(locale: Locale) -> list[click.Command]:
    """Two groups of subcommands, described in the person's language."""
    return [click.Group(kind, _commands(kind, locale), help=say(locale, f"cli.{kind}")) for kind in KINDS]


def _commands(kind: Kind, locale: Locale) -> list[click.Command]:
    name, where = click.Argument(["name"]), click.Argument(["where"])
    named = click.Option(["--name"], default="", help=say(locale, "cli.models.name"))
    sha256 = click.Option(["--sha256"], default="", help=say(locale, "cli.models.sha256"))
    if kind == "loras":
        own = click.Option(["--words", "more"], default="", help=say(locale, "cli.models.words"))
    else:
        own = click.Option(["--vae", "more"], default="", help=say(locale, "cli.models.vae"))
    return [
        _command(locale, "list", lambda: _list(kind, locale), []),
        _command(locale, "add", lambda **given: _add(kind, locale, **given), [name, where, own]),
        _command(locale, "fetch", lambda **given: _fetch(kind, locale, **given), [where, named, own, sha256]),
        _command(locale, "remove", lambda **given: _remove(kind, locale, **given), [name]),
    ]


def _command(locale: Locale, name: str, callback: Callable[..., None], params: list[click.Parameter]) -> click.Command:
    return click.Command(name, callback=callback, params=params, help=say(locale, f"cli.models.{name}"))


def _registry() -> tuple[Settings, Registry]:
    settings = read_settings()
    logs.configure(settings.quiet())
    return settings, Registry(settings.models, unsafe=settings.unsafe_weights)


def _list(kind: Kind, locale: Locale) -> None:
    settings, registry = _registry()
    models, own = registry.models(kind), companions_of(settings.checkpoint).loras if kind == "loras" else {}
    if not models:
        click.echo(say(locale, "cli.models.none", {"folder": str(settings.models.absolute() / kind)}))
    for model in {**models, **own}.values():
        about = ", ".join((*_words(kind, model), *filter(None, [model.vae and f"vae {model.vae}"])))
        state = "" if _there(kind, model) else f"  ({say(locale, 'cli.models.missing')})"
        click.echo(f"{model.name}  {model.where}{f'  [{about}]' if about else ''}{state}")


def _words(kind: Kind, model: Model) -> tuple[str, ...]:
    return (model.words or words_of(Path(model.where))) if kind == "loras" else ()


def _there(kind: Kind, model: Model) -> bool:
    """Whether it is on this machine, as far as can be told without loading it; a hub id may yet be fetched."""
    try:
        is_hub = origin_of(model.where, unsafe=True).kind == "hub"
        return is_hub or kind == "checkpoints" or file_of(model).is_file()
    except (CheckpointMissing, LoraMissing):
        return False


def _model(kind: Kind, name: str, where: str, more: str, source: str = "", sha256: str = "") -> Model:
    if kind == "loras":
        words = tuple(word for part in more.split(",") if (word := part.strip()))
        return Model(name=name, where=where, words=words, source=source, sha256=sha256)
    return Model(name=name, where=where, vae=more, source=source, sha256=sha256)


def _add(kind: Kind, locale: Locale, name: str, where: str, more: str) -> None:
    path = Path(where).expanduser()
    _registry()[1].add(kind, _model(kind, name, str(path.absolute()) if path.exists() else where, more))
    click.echo(say(locale, "cli.models.added", {"name": name}))


def _remove(kind: Kind, locale: Locale, name: str) -> None:
    _registry()[1].remove(kind, name)
    click.echo(say(locale, "cli.models.removed", {"name": name}))


def _fetch(kind: Kind, locale: Locale, where: str, name: str, more: str, sha256: str) -> None:
    settings, registry = _registry()
    if "://" in where:
        model = _from_url(kind, registry, where, name, more, sha256, unsafe=settings.unsafe_weights)
    else:
        model = _from_hub(kind, registry, where, name, more)
    registry.add(kind, model)
    click.echo(say(locale, "cli.models.fetched", {"name": model.name, "where": model.where}))
    if model.sha256:
        click.echo(model.sha256)


def _from_url(kind: Kind, registry: Registry, url: str, name: str, more: str, sha256: str, *, unsafe: bool) -> Model:
    path = Path(file_name(url, unsafe=unsafe))
    name = name or name_for(path)
    registry.check_free(kind, name)
    target = registry.place(kind) / f"{name}{path.suffix}"
    bar = Progress(
        *Progress.get_default_columns(), DownloadColumn(), TransferSpeedColumn(), console=Console(stderr=True)
    )
    with bar:
        task = bar.add_task(name, total=None)
        tell: Callable[[int, int | None], Any] = lambda done, total: bar.update(task, completed=done, total=total)  # noqa: E731 - two words
        found = asyncio.run(fetch(url, target, tell, sha256=sha256))
    return _model(kind, name, f"{kind}/{target.name}", more, source=said(url), sha256=found)


def _from_hub(kind: Kind, registry: Registry, hub_id: str, name: str, more: str) -> Model:
    try:
        if origin_of(hub_id).kind != "hub":
            raise NotAModel(hub_id)
    except CheckpointMissing as error:
        raise NotAModel(hub_id) from error
    name = name or hub_id.rpartition("/")[2]
    registry.check_free(kind, name)
    target = registry.place(kind) / name
    fetch_from_hub(kind, hub_id, target)
    return _model(kind, name, f"{kind}/{name}", more, source=hub_id)
