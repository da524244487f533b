"""What a message asks for. Captions are read as texts are: python-telegram-bot's CommandHandler ignores them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from telegram import Message

from bot.commands import COMMANDS
from bot.commands.base import Command, Upload, fields_of
from bot.commands.help import HELP
from bot.commands.imagine import IMAGINE
from bot.commands.parse import Given
from bot.handlers.telegram.pictures import Sent, picture_in

_COMMAND = re.compile(r"/(\w{1,32})(?:@\w+)?(?:\s+|$)", re.ASCII)
_BY_NAME: Mapping[str, Command[Any]] = MappingProxyType({**{row.name: row for row in COMMANDS}, "start": HELP})


@dataclass(frozen=True, slots=True)
class Asked:
    """A command, the words after it, and the picture that came with them."""

    command: Command[Any]
    text: str
    picture: Sent | None

    @property
    def picture_option(self) -> str:
        """The command's option that takes a picture; empty where it takes none."""
        fields = fields_of(self.command.options)
        return next((field.name for field in fields if field.kind is Upload), "")

    def given(self, upload: Upload | None) -> dict[str, Given | None]:
        """The options: the text is the main one, the picture the one that takes pictures."""
        mains = [field.name for field in fields_of(self.command.options) if field.option.main]
        texts: dict[str, Given | None] = dict.fromkeys(mains, self.text)
        return texts if upload is None else {**texts, self.picture_option: upload}


def asked_in(message: Message) -> Asked:
    """The command that text or caption begins with. Without one they are something to paint, if there is anything."""
    typed, picture = message.text or message.caption or "", picture_in(message)
    found = _COMMAND.match(typed)
    if found is not None:
        command = _BY_NAME.get(found[1].lower(), HELP)
        return Asked(command, typed[found.end() :].strip(), picture)
    return Asked(IMAGINE if typed.strip() or picture else HELP, typed.strip(), picture)
