"""A command's options as flags of the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bot.commands.base import Command, Field, Upload, fields_of
from bot.commands.parse import Given
from bot.i18n import say
from bot.people import Locale


def flags_of(command: Command[Any], locale: Locale) -> list[click.Parameter]:
    """One parameter a field: the main one is an argument, a picture is a file's path, the rest are `--name VALUE`.

    Values are read as text, so that one parser (`bot.commands.parse`) judges them for every platform.
    """
    return [_flag(command.name, field, locale) for field in fields_of(command.options)]


def _flag(command: str, field: Field, locale: Locale) -> click.Parameter:
    if field.option.main:
        return click.Argument([field.name], required=False)
    described = say(locale, f"option.{command}.{field.name}")
    if field.kind is bool:
        return click.Option([f"--{field.name}"], is_flag=True, help=described)
    metavar = "FILE" if field.kind is Upload else "|".join(field.option.choices) or field.name.upper()
    kind = click.Path(exists=True, dir_okay=False, path_type=Path) if field.kind is Upload else str
    return click.Option([f"--{field.name}"], type=kind, metavar=metavar, help=described)


def given_of(values: Mapping[str, Any], max_bytes: int) -> dict[str, Given | None]:
    """What click read, as `bot.commands.parse` takes it: files by their bytes, flags that are off as nothing.

    Of a file, one byte more than `max_bytes` is read, so that a too large one is refused without filling memory.
    """
    return {name: _value(value, max_bytes) for name, value in values.items()}


def _value(value: Any, max_bytes: int) -> Given | None:
    if isinstance(value, Path):
        with value.open("rb") as file:
            return file.read(max_bytes + 1)
    return None if value is False else value
