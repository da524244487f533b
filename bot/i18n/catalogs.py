"""Reads the message catalogs. They are kept as text only: compiling both takes some milliseconds, once a process."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.people import Locale

FOLDER = Path(__file__).parent / "locale"


def path_of(locale: Locale) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "hwaga.po"


def read(locale: Locale) -> Catalog:
    """The catalog as it stands in its file. Raises babel's PoFileError on a malformed one."""
    with path_of(locale).open("rb") as file:
        return read_po(file, locale=locale, domain="hwaga", abort_invalid=True)


@cache
def translations(locale: Locale) -> GNUTranslations:
    """The catalog, compiled in memory. It never changes while Hwaga runs."""
    compiled = BytesIO()
    write_mo(compiled, read(locale))
    compiled.seek(0)
    return GNUTranslations(compiled)
