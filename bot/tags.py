"""LoRAs asked for in a text, as `<lora:watercolour:0.8>`: the notation of AUTOMATIC1111's web UI. Pure."""

from __future__ import annotations

import math
import re
import unicodedata

from bot.errors import BadOption
from bot.requests import Lora

LOWEST, HIGHEST = -2.0, 2.0
"""Beyond them pictures fall apart; what is below 0 takes away."""
MOST = 4
"""LoRAs of one painting."""

_TAG = re.compile(
    r"<(?:lora|lyco|hypernet):([^<>:\s]{1,100})(?::([^<>:\s]{0,20}))?(?::[^<>\s]{0,100})?>", re.IGNORECASE
)
_LISTED = re.compile(r"\s*([^:,\s]{1,100})(?:\s*:\s*([^:,\s]{1,20}))?\s*")


def split(prompt: str) -> tuple[str, tuple[Lora, ...]]:
    """The prompt without its tags, and what these ask for. Raises BadOption."""
    loras = tuple(_lora(found[1], found[2]) for found in _TAG.finditer(prompt))
    if not loras:
        return prompt, ()
    parts = (part.strip() for part in _TAG.sub("", prompt).split(","))
    return ", ".join(part for part in parts if part), loras


def listed(text: str) -> tuple[Lora, ...]:
    """What an option says: "watercolour:0.8, crayon"; a tag will do as well. Raises BadOption."""
    text = _TAG.sub(lambda found: f"{found[1]}:{found[2] or 1},", text)
    return tuple(_item(part, text) for part in text.split(",") if part.strip())


def together(*sets: tuple[Lora, ...]) -> tuple[Lora, ...]:
    """Each once, with the last weight it was given. Raises BadOption where they are too many."""
    last = {lora.name: lora for loras in sets for lora in loras}
    if len(last) > MOST:
        raise BadOption("lora", ", ".join(last)[:40], f"≤ {MOST}")
    return tuple(last.values())


def same(typed: str, name: str) -> bool:
    """Whether a name is meant by what was typed: people mind neither case nor how a letter is put together."""
    return _folded(typed) == _folded(name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _item(part: str, text: str) -> Lora:
    found = _LISTED.fullmatch(part)
    if found is None:
        raise BadOption("lora", text[:40], "name:0.8, name")
    return _lora(found[1], found[2])


def _lora(name: str, weight: str | None) -> Lora:
    try:
        number = float(weight or 1)
    except ValueError:
        number = math.nan
    if not LOWEST <= number <= HIGHEST:
        raise BadOption("lora", f"{name}:{weight}"[:40], f"{LOWEST:g}–{HIGHEST:g}")
    return Lora(name, number)
