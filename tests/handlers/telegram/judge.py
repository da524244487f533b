"""The machine-readable Bot API as a judge of what the bot sends, and of what our server answers.

Lengths are read from the descriptions' words. What is in no description is checked by hand: that a message to edit is
named, and that every file sent is one that a field speaks of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.handlers.telegram.entities import CannotParse, formatted, units

Json = Any

_SIMPLE: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}
_LENGTH = re.compile(r"(\d+)\s*-\s*(\d+) (characters|bytes)")
_CONSTANT = re.compile(r"(?:must be|always) [“\"]?(\w+)")
_TELLING = frozenset({"type", "source", "status"})
"""Fields whose descriptions name the one value that they have in this type."""


@dataclass(frozen=True, slots=True)
class Call:
    """`values` are decoded; a file in them is `attach://` and its name in `files`."""

    method: str
    values: Mapping[str, Json]
    files: Mapping[str, bytes] = field(default_factory=dict)


class Judge:
    def __init__(self, specification: Path) -> None:
        """`specification` is telegram-bot-api.json."""
        document = json.loads(specification.read_text())
        self._methods = {name.lower(): method for name, method in document["methods"].items()}
        self._types = document["types"]

    def call_faults(self, call: Call) -> list[str]:
        """What Telegram would refuse, or read otherwise than it was meant; empty for a good call."""
        method = self._methods.get(call.method.lower())
        if method is None:
            return [f"no such method: {call.method}"]
        fields = method.get("fields", [])
        return [*self._fields(fields, call.values, call.method), *_file_faults(call), *_edit_faults(call)]

    def result_faults(self, method: str, result: Json) -> list[str]:
        """What no Telegram would answer."""
        return self._any(self._methods[method.lower()]["returns"], result, f"{method} returned")

    def faults(self, kind: str, value: Json) -> list[str]:
        """Of a value that should be of one of the API's types."""
        return self._any([kind], value, kind)

    def _any(self, kinds: Sequence[str], value: Json, at: str) -> list[str]:
        """Of several types, the faults of the one that comes nearest."""
        named = [kind for kind in kinds if not self._misnamed(kind, value)] or kinds
        return min((list(self._kind(kind, value, at)) for kind in named), key=len)

    def _misnamed(self, kind: str, value: Json) -> list[str]:
        """What the value says of itself that no value of this type does."""
        fields = self._types.get(kind, {}).get("fields", []) if isinstance(value, dict) else []
        constants = {f["name"]: _CONSTANT.search(f["description"]) for f in fields if f["name"] in _TELLING}
        said = {name: found[1] for name, found in constants.items() if found}
        return [f"{name} is not {word}" for name, word in said.items() if value.get(name) != word]

    def _kind(self, kind: str, value: Json, at: str) -> Iterator[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                yield f"{at}: no list"
                return
            for n, item in enumerate(value):
                yield from self._any([kind.removeprefix("Array of ")], item, f"{at}[{n}]")
        elif kind in _SIMPLE:
            if not isinstance(value, _SIMPLE[kind]) or (isinstance(value, bool) and bool not in _SIMPLE[kind]):
                yield f"{at}: {value!r:.40} is no {kind}"
        elif kind == "InputFile":
            if not str(value).startswith("attach://"):
                yield f"{at}: no file"
        elif "subtypes" in self._types[kind]:
            yield from self._any(self._types[kind]["subtypes"], value, at)
        elif isinstance(value, dict):
            yield from (f"{at}:{kind}: {fault}" for fault in self._misnamed(kind, value))
            yield from self._fields(self._types[kind].get("fields", []), value, f"{at}:{kind}")
        else:
            yield f"{at}: no {kind}"

    def _fields(self, fields: Sequence[Json], values: Mapping[str, Json], at: str) -> Iterator[str]:
        known = {f["name"]: f for f in fields}
        yield from (f"{at}: lacks {name}" for name, f in known.items() if f["required"] and name not in values)
        for name, value in values.items():
            if name not in known:
                yield f"{at}: {name} is undocumented"
                continue
            yield from self._any(known[name]["types"], value, f"{at}.{name}")
            if isinstance(value, str):
                mode = values.get("parse_mode", "") if name in {"text", "caption"} else ""
                yield from _length_faults(known[name]["description"], value, mode, f"{at}.{name}")


def _length_faults(description: str, value: str, parse_mode: str, at: str) -> Iterator[str]:
    try:
        text = formatted(value, parse_mode).text
    except CannotParse as error:
        yield f"{at}: {error}"
        return
    limit = _LENGTH.search(description)
    if limit:
        length = len(text.encode()) if limit[3] == "bytes" else units(text)
        if not int(limit[1]) <= length <= int(limit[2]):
            yield f"{at}: {length} {limit[3]}, {limit[1]}-{limit[2]} are allowed"


def _file_faults(call: Call) -> Iterator[str]:
    named = set(re.findall(r'attach://([^"]+)', json.dumps(call.values)))
    yield from (f"{call.method}: no part {name}" for name in named - set(call.files))
    yield from (f"{call.method}: part {name} is of no field" for name in set(call.files) - named)


def _edit_faults(call: Call) -> Iterator[str]:
    if call.method.startswith("edit") and not {"chat_id", "message_id"} <= set(call.values):
        yield f"{call.method}: which message?"
