"""Settings as buttons: a button for each option that has choices, then one for each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.commands import COMMANDS
from bot.commands.base import Command, Field, fields_of
from bot.commands.parse import parse
from bot.commands.studio import Studio
from bot.errors import NotYours
from bot.handlers.telegram.buttons import rows_of
from bot.handlers.telegram.context import TelegramContext
from bot.handlers.telegram.layout import TEXT_LIMIT, cut, plain
from bot.handlers.telegram.senders import Sender, sender_of
from bot.i18n import say
from bot.i18n.sentences import exists
from bot.people import Locale

FORMS = frozenset({"settings", "place"})
"""Commands that are answered with buttons."""
BACK = "‹"
_DATA = re.compile(r"set:(\w+)(?::(\w+)(?::(\S+))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pressed:
    """Where somebody is in a form: at its options, at the choices of one, or at one choice."""

    command: str
    field: str = ""
    value: str = ""

    @property
    def data(self) -> str:
        """As it travels; Telegram takes 64 bytes."""
        return ":".join(part for part in ("set", self.command, self.field, self.value) if part)

    @classmethod
    def read(cls, data: str) -> Pressed | None:
        """None for what no button of a form carries."""
        found = _DATA.fullmatch(data)
        return cls(found[1], found[2] or "", (found[3] or "")) if found and found[1] in FORMS else None


def form_of(command: str, locale: Locale) -> InlineKeyboardMarkup | None:
    """The options that have choices; None where the command is answered in words."""
    if command not in FORMS:
        return None
    fields = [field for field in fields_of(_command(command).options) if _choices(field)]
    named = [(say(locale, f"option.{field.name}"), Pressed(command, field.name)) for field in fields]
    return rows_of([InlineKeyboardButton(label, callback_data=to.data) for label, to in named])


def _choices_of(pressed: Pressed, field: Field, locale: Locale) -> InlineKeyboardMarkup:
    buttons = [
        InlineKeyboardButton(_label(field, value, locale), callback_data=Pressed(*_at(pressed), value).data)
        for value in _choices(field)
    ]
    return rows_of([*buttons, InlineKeyboardButton(BACK, callback_data=Pressed(pressed.command).data)])


def _at(pressed: Pressed) -> tuple[str, str]:
    return pressed.command, pressed.field


def _choices(field: Field) -> tuple[str, ...]:
    return ("yes", "no") if field.kind is bool else field.option.choices or field.option.suggestions


def _label(field: Field, value: str, locale: Locale) -> str:
    if field.kind is bool:
        return say(locale, "settings.on" if value == "yes" else "settings.off")
    key = f"choice.{field.name}.{value}"
    return say(locale, key) if exists("en", key) else value


def _command(name: str) -> Command[object]:
    return next(command for command in COMMANDS if command.name == name)


async def press_form(
    query: CallbackQuery, pressed: Pressed, context: TelegramContext, sender: Sender, studio: Studio
) -> None:
    """Go on in the form, in its own message. Raises NotYours, Refused and TelegramError."""
    message = query.message
    if not isinstance(message, Message):
        return
    _refuse_others(message, sender)
    command = _command(pressed.command)
    field = next((each for each in fields_of(command.options) if each.name == pressed.field), None)
    if field is not None and not pressed.value:
        await message.edit_reply_markup(_choices_of(pressed, field, context.locale))
        return
    chosen = {} if field is None else {field.name: pressed.value}
    reply = await command.run(context, parse(command.options, chosen), studio)
    words = cut(plain(getattr(reply, "text", "")), TEXT_LIMIT)
    if words == message.text:
        await message.edit_reply_markup(form_of(pressed.command, context.locale))
    else:
        await message.edit_text(words, reply_markup=form_of(pressed.command, context.locale))


def _refuse_others(message: Message, sender: Sender) -> None:
    """In a group everybody can press the buttons of everybody's settings."""
    asked = message.reply_to_message
    author = None if asked is None else sender_of(asked)
    if author is not None and author.account != sender.account:
        raise NotYours
