"""Forms: what an action asks for before it is done. A form's id says all: a bot that has restarted understands it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import discord

from bot.commands.actions import ACTIONS, command_of, given, prefilled
from bot.commands.base import Field, fields_of
from bot.errors import ActionGone
from bot.handlers.discord.answer import answer, tell
from bot.handlers.discord.context import language_of
from bot.i18n import say
from bot.jobs import Job, JobId
from bot.people import Locale
from bot.views import Action

if TYPE_CHECKING:
    from bot.handlers.discord.client import DiscordBot

TITLE_LIMIT = 45
HINT_LIMIT = 100
VALUE_LIMIT = 4000
LIFE_S = 15 * 60.0
"""How long discord.py remembers a form that nobody sends; we do not need it to."""
LONG = 100
"""Options that take so many characters get several lines."""

_ID = re.compile(r"hwaga:form:(?P<action>[a-z_]+):(?P<job>[0-9a-f]{16}):(?P<picture>[0-9])")


@dataclass(frozen=True, slots=True)
class Errand:
    """What a form is for."""

    action: Action
    job_id: JobId
    picture: int = 0

    @property
    def custom_id(self) -> str:
        return f"hwaga:form:{self.action}:{self.job_id}:{self.picture}"

    @classmethod
    def read(cls, custom_id: str) -> Errand | None:
        """None for what is no form of ours."""
        found = _ID.fullmatch(custom_id)
        if found is None or found["action"] not in ACTIONS:
            return None
        return cls(cast("Action", found["action"]), JobId(found["job"]), int(found["picture"]))


async def open_form(interaction: discord.Interaction[DiscordBot], errand: Errand, job: Job | None) -> None:
    """Show what is asked for, filled with what a job was painted from. It must be the interaction's first answer."""
    command = command_of(errand.action)
    known = {} if command is None else {field.name: field for field in fields_of(command.options)}
    fields = [known[name] for name in ACTIONS[errand.action].asks if name in known]
    name = "" if command is None else command.name
    locale = await language_of(interaction)
    title = say(locale, f"action.{errand.action}")
    filled = {} if job is None else prefilled(errand.action, job)
    form = form_of(errand.custom_id, title, name, fields, filled, locale)
    await interaction.response.send_modal(form)


def form_of(
    custom_id: str, title: str, command: str, fields: Sequence[Field], filled: Mapping[str, str], locale: Locale
) -> discord.ui.Modal:
    """A line for each of the command's fields, filled in where something is known."""
    form = discord.ui.Modal(title=title[:TITLE_LIMIT], custom_id=custom_id, timeout=LIFE_S)
    for field in fields:
        form.add_item(_asked(field, command, filled.get(field.name, ""), locale))
    return form


def _asked(field: Field, command: str, filled: str, locale: Locale) -> discord.ui.Label[discord.ui.Modal]:
    """A line to write an option on, below its label and what it means."""
    label = say(locale, f"option.{field.name}")
    limit = min(field.option.max_length or LONG, VALUE_LIMIT)
    return discord.ui.Label(
        text=f"{label[:1].upper()}{label[1:]}"[:TITLE_LIMIT],
        description=say(locale, f"option.{command}.{field.name}")[:HINT_LIMIT],
        component=discord.ui.TextInput(
            custom_id=field.name,
            style=discord.TextStyle.paragraph if limit > LONG else discord.TextStyle.short,
            default=filled[:limit] or None,
            max_length=limit,
            required=False,
        ),
    )


async def sent(interaction: discord.Interaction[DiscordBot]) -> None:
    """A form came back: do what it was for."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    errand = Errand.read(str(data.get("custom_id", "")))
    if errand is None:
        return
    command = command_of(errand.action)
    if command is None:
        await tell(interaction, ActionGone().problem)
        return
    typed = written_in(data)
    await answer(interaction, {**given(errand.action, errand.job_id, errand.picture), **typed}, command)


def written_in(data: Mapping[str, Any]) -> dict[str, str]:
    """What stands on each line of a form that came back, by option."""
    return dict(_written(data.get("components", ())))


def _written(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Option and text of each line, however deep Discord has packed it."""
    for component in components:
        if "custom_id" in component and "value" in component:
            yield component["custom_id"], component["value"] or ""
        elif "component" in component:
            yield from _written([component["component"]])
        else:
            yield from _written(component.get("components", ()))
