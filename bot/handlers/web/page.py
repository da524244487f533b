"""The page itself, made once for each language."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.commands.base import Command
from bot.commands.imagine import IMAGINE
from bot.commands.link import LINK, UNLINK
from bot.commands.mydata import MYDATA
from bot.commands.outwards import SUGGESTIONS
from bot.commands.settings import SETTINGS, as_options
from bot.engine.backend import Capabilities
from bot.handlers.web.controls import Control, controls_of
from bot.i18n import LOCALES, say
from bot.people import Locale
from bot.preferences import Preferences

HERE = Path(__file__).parent
OWN: tuple[Command[Any], ...] = (SETTINGS, LINK, UNLINK, MYDATA)
"""Commands over what is the person's own, with a form each."""


class Page:
    """`limit_mib` is how large a photo may be."""

    def __init__(self, offers: Capabilities, limit_mib: float) -> None:
        self._pages = {locale: _render(locale, offers, limit_mib) for locale in LOCALES}

    def html(self, locale: Locale) -> str:
        return self._pages[locale]


def _own(command: Command[Any], offers: Capabilities, locale: Locale) -> tuple[Control, ...]:
    """The settings as a form that shows all that is chosen, and no more than may be: it needs nothing to reset them."""
    controls = controls_of(command, offers, locale)
    if command is not SETTINGS:
        return controls
    chosen = asdict(as_options(Preferences()))
    return tuple(
        replace(each, choices=tuple(one for one in each.choices if one.value or not chosen[each.name]))
        for each in controls
        if each.name != "reset"
    )


def _render(locale: Locale, offers: Capabilities, limit_mib: float) -> str:
    rooms = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return rooms.get_template("page.html").render(
        say=partial(say, locale),
        locale=locale,
        locales=LOCALES,
        controls=sorted(controls_of(IMAGINE, offers, locale), key=lambda control: control.widget != "picture"),
        limit_mib=limit_mib,
        own={command.name: _own(command, offers, locale) for command in OWN},
        ways_out=SUGGESTIONS,
        marks="inpaint" in offers.tasks,
        finds_by_words=offers.finds_by_words,
    )
