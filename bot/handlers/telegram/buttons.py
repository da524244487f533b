"""Buttons that carry their job: they work after any restart, and whose they are is asked when they are pressed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast, get_args

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.commands.actions import ACTIONS, command_of
from bot.commands.base import Command
from bot.i18n import say
from bot.jobs import JobId
from bot.views import Action, View

COMMANDS_OF: Mapping[Action, Command[Any]] = MappingProxyType(
    {action: command for action in ACTIONS if (command := command_of(action)) is not None}
)
"""What each action of a view runs."""

_DATA = re.compile(rf"({'|'.join(get_args(Action))}):([0-9a-f]{{16}})")


@dataclass(frozen=True, slots=True)
class Press:
    """A button: what it does, and with which job."""

    action: Action
    job_id: JobId

    @property
    def data(self) -> str:
        """As it travels; Telegram takes 64 bytes."""
        return f"{self.action}:{self.job_id}"

    @classmethod
    def read(cls, data: str) -> Press | None:
        """None for what no button of ours carries."""
        found = _DATA.fullmatch(data)
        return cls(cast("Action", found[1]), JobId(found[2])) if found else None


def keyboard_of(view: View) -> InlineKeyboardMarkup | None:
    """A button for each action of the view; None where there is nothing to press."""
    if not view.actions:
        return None
    presses = [Press(action, view.job_id) for action in view.actions]
    labels = [say(view.locale, f"action.{press.action}") for press in presses]
    buttons = [InlineKeyboardButton(text, callback_data=p.data) for text, p in zip(labels, presses, strict=True)]
    return InlineKeyboardMarkup([buttons])
