"""The style table: looks that people ask for by name, in words that SDXL follows. Data in `bot/prompt/styles.tsv`.

A line: key, English name, Korean name, other words for it, what it adds to the prompt and to the negative prompt, and
a star where it may be chosen for a text that names no style.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from bot.i18n.initials import found_by
from bot.people import Locale
from bot.prompt.providers.base import Additions

ANY = frozenset({"random", "any", "surprise", "surpriseme", "랜덤", "무작위", "아무거나", "알아서"})
"""Asked for as a style, these leave the choice to the seed."""

_SPACES = re.compile(r"[\s_-]+")
_SUFFIX = re.compile(r"(?<=.)(?:스타일|화풍|느낌|그림체|처럼|으로|로|풍|style|art)$")


@dataclass(frozen=True, slots=True)
class Style:
    """`wanted` and `unwanted` are English phrases; `en` and `ko` are names to show."""

    key: str
    en: str
    ko: str
    words: tuple[str, ...]
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    chosen: bool

    @property
    def additions(self) -> Additions:
        return Additions(self.wanted, self.unwanted)


class StyleTable:
    """The enhancer that is always there."""

    name = "styles"

    async def enhance(self, text: str, seed: int, budget_s: float) -> Additions:  # noqa: ARG002 - it takes no time
        return Additions() if names_one(text) else chosen(seed).additions


@cache
def styles() -> tuple[Style, ...]:
    """The whole table, in its own order."""
    text = (resources.files("bot.prompt") / "styles.tsv").read_text("utf-8")
    return tuple(
        Style(
            row["key"],
            row["en"],
            row["ko"],
            _phrases(row["words"]),
            _phrases(row["positive"]),
            _phrases(row["negative"]),
            row["chosen"] == "*",
        )
        for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    )


def find(asked: str) -> Style | None:
    """The style of that name or search word, in either language, however it is spaced: "수채화풍으로", "Pixel-Art"."""
    word = _plain(asked)
    while word:
        if word in _by_word():
            return _by_word()[word]
        shorter = _SUFFIX.sub("", word)
        if shorter == word:
            return None
        word = shorter
    return None


def is_name(text: str) -> bool:
    """Whether a text is a style's own name, as "watercolor" is; "cute" is only a word for one."""
    style = find(text)
    return style is not None and _plain(text) in {_plain(style.key), _plain(style.en), _plain(style.ko)}


def name_in(style: Style, locale: Locale) -> str:
    """What a style is called in a language of ours."""
    return style.ko if locale == "ko" else style.en


def matching(typed: str) -> tuple[Style, ...]:
    """Styles that somebody who types this may mean, in the table's order, those found by their name first."""
    exact = find(typed) if typed.strip() else None
    by_name = [style for style in styles() if found_by(typed, style.en) or found_by(typed, style.ko)]
    by_word = [style for style in styles() if any(found_by(typed, word) for word in style.words)]
    return tuple(dict.fromkeys([*([exact] if exact else []), *by_name, *by_word]))


def names_one(text: str) -> bool:
    """Whether a style is named among the words of a text: "수채화로 그린 고양이"."""
    words = re.findall(r"[\w-]+", text)
    return any(find(" ".join(words[i : i + n])) for n in (1, 2) for i in range(len(words)))


def chosen(seed: int) -> Style:
    """One that suits any scene; the same seed gives the same one."""
    return random.Random(seed).choice([style for style in styles() if style.chosen])


def asked_for(asked: str, seed: int) -> tuple[Additions, tuple[str, ...]]:
    """What the styles named in a text, apart by commas, add; and the names that the table does not know."""
    whole = find(asked)
    parts = [part.strip() for part in re.split(r"[,/+]", asked) if part.strip()] if whole is None else []
    named = {part: chosen(seed) if _plain(part) in ANY else find(part) for part in parts} if parts else {asked: whole}
    known = [style for style in named.values() if style]
    unknown = tuple(part for part, style in named.items() if style is None and part.strip())
    wanted = tuple(dict.fromkeys(phrase for style in known for phrase in style.wanted))
    unwanted = (phrase for style in known for phrase in style.unwanted)
    return Additions(wanted, tuple(dict.fromkeys(phrase for phrase in unwanted if not _says(wanted, phrase)))), unknown


@cache
def _by_word() -> Mapping[str, Style]:
    return MappingProxyType(
        {_plain(word): style for style in styles() for word in (style.key, style.en, style.ko, *style.words)}
    )


def _says(phrases: tuple[str, ...], word: str) -> bool:
    """Two styles together do not forbid each other: a watercolour in photographic light is no "photograph" refused."""
    return any(re.search(rf"\b{re.escape(word)}", phrase) for phrase in phrases)


def _plain(text: str) -> str:
    return _SPACES.sub("", text).lower()


def _phrases(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())
