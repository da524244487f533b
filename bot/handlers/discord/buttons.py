"""Buttons that carry their job in their id: they work after any restart, and whose they are is asked when pressed."""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.commands.cancel import CANCEL
from bot.handlers.discord.answer import answer
from bot.i18n import say
from bot.jobs import JobId
from bot.people import Locale
from bot.views import View


class CancelButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"hwaga:cancel:(?P<job>[0-9a-f]{16})"
):
    """Stops its job, if whoever presses it is its person."""

    def __init__(self, job_id: JobId, label: str) -> None:
        self.job_id = job_id
        super().__init__(discord.ui.Button(label=label, custom_id=f"hwaga:cancel:{job_id}"))

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003 - discord.py's signature
        item: discord.ui.Item[Any],
        match: re.Match[str],
    ) -> CancelButton:
        return cls(JobId(match["job"]), getattr(item, "label", None) or "")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await answer(interaction, {"job": self.job_id}, CANCEL)


def _cancel(job_id: JobId, locale: Locale) -> CancelButton:
    return CancelButton(job_id, say(locale, "discord.cancel"))


BUTTONS = {"cancel": _cancel}
"""How each action of a view is offered."""


def buttons_of(view: View) -> discord.ui.View | None:
    """The buttons below a view; None where there is nothing to press."""
    if not view.actions:
        return None
    buttons = discord.ui.View(timeout=None)
    for action in view.actions:
        buttons.add_item(BUTTONS[action](view.job_id, view.locale))
    return buttons
