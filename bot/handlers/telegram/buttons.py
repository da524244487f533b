"""Buttons that carry their job: they work after any restart, and whose they are is asked when they are pressed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast, get_args

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.commands.actions import ACTIONS, command_of
from bot.i18n import say
from bot.jobs import JobId
from bot.people import Locale
from bot.views import Action, View

Own = Literal["file", "album"]
"""What only Telegram needs: it compresses photos, and shows several as one grid."""
Deed = Action | Own
DATA_LIMIT_BYTES = 64
ROW = 3
"""Buttons beside each other that a phone still shows in full."""

_DEEDS = (*get_args(Action), *get_args(Own))
_DATA = re.compile(rf"({'|'.join(_DEEDS)}):([0-9a-f]{{16}})(?::([1-9]))?")


@dataclass(frozen=True, slots=True)
class Press:
    """A button: what it does, with which job, and with which of its pictures, counted from 1; 0 is none of them."""

    deed: Deed
    job_id: JobId
    picture: int = 0

    @property
    def data(self) -> str:
        """As it travels, at most `DATA_LIMIT_BYTES`."""
        return f"{self.deed}:{self.job_id}" + (f":{self.picture}" if self.picture else "")

    @classmethod
    def read(cls, data: str) -> Press | None:
        """None for what no button of ours carries."""
        found = _DATA.fullmatch(data)
        return cls(cast("Deed", found[1]), JobId(found[2]), int(found[3] or 0)) if found else None


def keyboard_of(view: View) -> InlineKeyboardMarkup | None:
    """A button for each action of the view that there is a command for; None where there is nothing to press."""
    deeds: list[Deed] = ["album" if action == "picture" else action for action in view.actions if _can(action)]
    if view.pictures and view.stage != "session":
        deeds.append("file")
    buttons = [each for deed in deeds for each in _buttons(view, deed)]
    return rows_of(buttons) if buttons else None


def _buttons(view: View, deed: Deed) -> list[InlineKeyboardButton]:
    """One, but where there is a vote: then one with the number of each picture."""
    if deed != "session_vote":
        return [button(view.locale, Press(deed, view.job_id, view.picture))]
    numbers = range(1, len(view.pictures) + 1)
    return [button(view.locale, Press(deed, view.job_id, number), str(number)) for number in numbers]


def _can(action: Action) -> bool:
    return action == "picture" or (action in ACTIONS and command_of(action) is not None)


def button(locale: Locale, press: Press, label: str = "") -> InlineKeyboardButton:
    return InlineKeyboardButton(label or say(locale, f"action.{press.deed}"), callback_data=press.data)


def rows_of(buttons: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    """In rows of at most `ROW`."""
    return InlineKeyboardMarkup([buttons[n : n + ROW] for n in range(0, len(buttons), ROW)])


def singles(locale: Locale, job_id: JobId, count: int) -> InlineKeyboardMarkup:
    """Below an album, which can have no buttons of its own: for each picture, more like it and its file."""
    deeds: tuple[Deed, ...] = ("vary_subtle", "vary_strong", "file")
    known = [deed for deed in deeds if deed == "file" or _can(cast("Action", deed))]
    rows = []
    for picture in range(1, count + 1):
        presses = [Press(deed, job_id, picture) for deed in known]
        rows.append([button(locale, p, f"{picture}. {say(locale, f'action.{p.deed}')}") for p in presses])
    return InlineKeyboardMarkup(rows)


def job_in(message: Message) -> JobId | None:
    """The job whose buttons stand below a message."""
    keyboard = message.reply_markup
    rows = () if keyboard is None else keyboard.inline_keyboard
    presses = (Press.read(str(each.callback_data or "")) for row in rows for each in row)
    return next((press.job_id for press in presses if press is not None), None)
