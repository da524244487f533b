"""Adds, changes and removes messages in both catalogs at once; safe to run from several shells at the same time.

python tools/messages.py add KEY --en TEXT --ko TEXT [--en-one TEXT]    --en-one: English where the value `count` is 1
python tools/messages.py remove KEY …
python tools/messages.py show [PREFIX]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from filelock import FileLock

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.i18n import LOCALES, catalogs
from bot.people import Locale


@contextmanager
def changing(locale: Locale) -> Iterator[Catalog]:
    """The catalog under a lock; what was done to it is in the file afterwards, sorted by key, one line a text."""
    path = catalogs.path_of(locale)
    with FileLock(Path(gettempdir()) / f"hwaga-messages-{locale}.lock"):
        catalog = catalogs.read(locale)
        yield catalog
        fresh = path.with_suffix(".new")
        written = BytesIO()
        write_po(written, catalog, width=0, sort_output=True)
        fresh.write_bytes(written.getvalue().rstrip() + b"\n")
        fresh.replace(path)


def add(key: str, texts: dict[Locale, str], english_one: str | None) -> None:
    for locale, text in texts.items():
        with changing(locale) as catalog:
            catalog.delete(key)
            if locale == "en" and english_one is not None:
                catalog.add((key, key), (english_one, text))
            else:
                catalog.add(key, text)


def remove(keys: list[str]) -> None:
    for locale in LOCALES:
        with changing(locale) as catalog:
            for key in keys:
                catalog.delete(key)


def show(prefix: str) -> None:
    for locale in LOCALES:
        for message in sorted(catalogs.read(locale), key=lambda m: str(m.id)):
            key = message.id if isinstance(message.id, str) else message.id[0]
            if key and key.startswith(prefix):
                print(f"{locale}  {key}  {message.string}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    adding = verbs.add_parser("add")
    adding.add_argument("key")
    adding.add_argument("--en", required=True)
    adding.add_argument("--ko", required=True)
    adding.add_argument("--en-one")
    removing = verbs.add_parser("remove")
    removing.add_argument("keys", nargs="+")
    verbs.add_parser("show").add_argument("prefix", nargs="?", default="")
    given = parser.parse_args()
    if given.verb == "add":
        add(given.key, {"en": given.en, "ko": given.ko}, given.en_one)
    elif given.verb == "remove":
        remove(given.keys)
    else:
        show(given.prefix)


if __name__ == "__main__":
    main()
