"""What Discord offers while somebody types an option: no list of 25, but the best 25 of all there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.base import Completion, Field
from bot.commands.own import complete_job
from bot.handlers.discord.context import account_of, language_of
from bot.i18n.initials import found_by

if TYPE_CHECKING:
    from bot.handlers.discord.client import DiscordBot

MOST = 25
TEXT_LIMIT = 100
"""Characters of a choice's name, and of its value."""
JOB = "job"
"""The option that names one of a person's own jobs, whatever the command."""


def completes(field: Field) -> bool:
    """Whether there is anything to offer for an option."""
    option = field.option
    return field.kind is str and not option.choices and bool(option.complete or option.suggestions or field.name == JOB)


async def complete(
    interaction: discord.Interaction[DiscordBot], typed: str, field: Field
) -> list[app_commands.Choice[str]]:
    """Best first. Discord waits three seconds for it."""
    found = await _found(interaction, typed, field)
    return [
        app_commands.Choice(name=_cut(one.label) or one.value, value=one.value)
        for one in found
        if 0 < len(one.value) <= TEXT_LIMIT
    ][:MOST]


async def _found(interaction: discord.Interaction[DiscordBot], typed: str, field: Field) -> Sequence[Completion]:
    studio, locale = interaction.client.studio, await language_of(interaction)
    if field.option.complete is not None:
        return field.option.complete(typed, locale, studio.backend.offers())
    if field.name == JOB:
        return await complete_job(studio, account_of(interaction), locale, typed)
    return [Completion(value, value) for value in field.option.suggestions if found_by(typed, value)]


def _cut(label: str) -> str:
    line = " ".join(label.split())
    return line if len(line) <= TEXT_LIMIT else f"{line[: TEXT_LIMIT - 1].rstrip()}…"
