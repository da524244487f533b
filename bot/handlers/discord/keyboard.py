"""The buttons below a view: each carries its action, its job and, of several pictures, which one, in its id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import discord

from bot.i18n import say
from bot.jobs import JobId
from bot.views import Action, View

ROW = 5
"""Buttons beside each other."""
OF_EACH: tuple[Action, ...] = ("picture", "vary_subtle", "session_vote")
"""Where a job has several pictures, these have a row with a button for each."""
OF_ONE: tuple[Action, ...] = ("vary_strong", "inpaint", "outpaint")
"""These are offered below one picture by itself."""

EMOJI: Mapping[Action, str] = MappingProxyType(
    {
        "picture": "🔍",
        "again": "🔁",
        "vary_subtle": "🌱",
        "vary_strong": "🌳",
        "edit": "✏️",
        "correct": "💬",
        "inpaint": "🖌️",
        "outpaint": "↔️",
        "timelapse": "🎞️",
        "explain": "📖",
        "favourite": "⭐",
        "delete": "🗑️",
    }
)


@dataclass(frozen=True, slots=True)
class Key:
    """What a button does; `picture` counts from 1, 0 is none in particular."""

    action: Action
    picture: int = 0

    def custom_id(self, job_id: JobId) -> str:
        end = f":{self.picture}" if self.picture else ""
        return f"hwaga:{self.action}:{job_id}{end}"


def buttons_of(view: View) -> discord.ui.View | None:
    """None where there is nothing to press. discord.py need not remember it: a press says all, see ActionButton."""
    rows = _rows(view)
    if not rows:
        return None
    buttons = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        for key in row:
            buttons.add_item(_button(key, view, number))
    buttons.stop()
    return buttons


def _button(key: Key, view: View, row: int) -> discord.ui.Button[discord.ui.View]:
    one_of_several = key.picture and not view.picture
    return discord.ui.Button(
        label=str(key.picture) if one_of_several else say(view.locale, f"action.{key.action}"),
        emoji=EMOJI.get(key.action),
        style=discord.ButtonStyle.danger if key.action == "delete" else discord.ButtonStyle.secondary,
        custom_id=key.custom_id(view.job_id),
        row=row,
    )


def _rows(view: View) -> list[list[Key]]:
    several = range(1, len(view.pictures) + 1) if len(view.pictures) > 1 else ()
    of_each = [
        [Key(action, number) for number in several[start : start + ROW]]
        for action in OF_EACH
        if action in view.actions
        for start in range(0, len(several), ROW)
    ]
    elsewhere = {*OF_EACH, *OF_ONE} if several else set()
    whole = [Key(action, view.picture) for action in view.actions if action not in elsewhere]
    return [*of_each, *(whole[start : start + ROW] for start in range(0, len(whole), ROW))]
