"""A slash command made from a row of the command table: its options with their ranges, choices and descriptions."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import Any

import discord
from discord import AppCommandOptionType, app_commands
from discord.app_commands.transformers import RangeTransformer

from bot.commands.base import Audience, Command, Field, Upload, fields_of
from bot.commands.parse import Given
from bot.handlers.discord.completing import complete, completes
from bot.handlers.discord.translator import name_of, text_of
from bot.i18n.sentences import exists

Chosen = Given | discord.Attachment | None
"""An option's value as Discord hands it over."""

Completing = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]
Answer = Callable[[discord.Interaction[Any], Mapping[str, Chosen]], Awaitable[None]]

SHOWN_TO: Mapping[Audience, discord.Permissions | None] = MappingProxyType(
    {
        "everybody": None,
        "managers": discord.Permissions(manage_guild=True),
        "owners": discord.Permissions(administrator=True),
    }
)
"""What a member of a server needs to see a command there; a server's administrators may decide otherwise."""

_NUMBERS = {int: AppCommandOptionType.integer, float: AppCommandOptionType.number}


def app_command(command: Command[Any], answer: Answer) -> app_commands.Command[Any, ..., None]:
    """`answer` is called with what was chosen; options that were left out are None."""
    fields = fields_of(command.options)

    # discord.py hands options over by keyword, whatever their names
    async def callback(interaction: discord.Interaction[Any], **chosen: Chosen) -> None:
        await answer(interaction, chosen)

    vars(callback)["__signature__"] = _signature(fields)
    app_commands.describe(**{f.name: text_of(f"option.{command.name}.{f.name}") for f in fields})(callback)
    app_commands.rename(**{f.name: name_of(f.name) for f in fields})(callback)
    app_commands.choices(**{f.name: _choices(f) for f in fields if f.option.choices})(callback)
    app_commands.autocomplete(**{f.name: _completing(f) for f in fields if completes(f)})(callback)
    made: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=name_of(command.name), description=text_of(f"command.{command.name}"), callback=callback
    )
    made.default_permissions = SHOWN_TO[command.audience]
    return made


def _completing(field: Field) -> Completing:
    async def completing(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return await complete(interaction, typed, field)

    return completing


def _signature(fields: tuple[Field, ...]) -> inspect.Signature:
    interaction = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    options = [
        inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_annotation(f) | None)
        for f in fields
    ]
    return inspect.Signature([interaction, *options])


def _annotation(field: Field) -> Any:
    """What discord.py reads an option's type and range from."""
    option = field.option
    if field.kind is Upload:
        return discord.Attachment
    if field.kind in _NUMBERS:
        return RangeTransformer(_NUMBERS[field.kind], min=option.minimum, max=option.maximum)
    if field.kind is str and not option.choices:
        return RangeTransformer(AppCommandOptionType.string, max=option.max_length)
    return field.kind


def _choices(field: Field) -> list[app_commands.Choice[str]]:
    keys = {value: f"choice.{field.name}.{value}" for value in field.option.choices}
    return [
        app_commands.Choice(name=text_of(key) if exists("en", key) else value, value=value)
        for value, key in keys.items()
    ]
