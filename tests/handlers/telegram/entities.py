"""Text with markup as Telegram reads it: its HTML, and what it finds in plain text by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "s": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "blockquote expandable": "expandable_blockquote",
    "tg-spoiler": "spoiler",
}
_LINK = re.compile(r'a href="([^"]+)"')
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>[^<>]*)>|(?P<bare><)|&(?:(?P<name>lt|gt|amp|quot)|#(?P<number>\d+|x[\da-f]+));"
)
_FOUND = {
    "url": re.compile(r"(?:https?|tg|ftp)://\S+|\b[\w-]+\.(?:com|org|net|me|gg|io)\b(?:/\S*)?"),
    "email": re.compile(r"\b[\w.+-]+@[\w-]+\.\w+"),
    "mention": re.compile(r"(?<![\w@])@[A-Za-z]\w{2,31}", re.ASCII),
    "hashtag": re.compile(r"(?<!\w)#\w+"),
    "bot_command": re.compile(r"(?<![\w/<])/[A-Za-z]\w{0,63}(?:@\w+)?", re.ASCII),
}


class CannotParse(ValueError):
    """Markup that Telegram refuses."""


@dataclass(frozen=True, slots=True)
class Entity:
    """`offset` and `length` in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str = ""

    @property
    def as_json(self) -> dict[str, str | int]:
        found: dict[str, str | int] = {"type": self.type, "offset": self.offset, "length": self.length}
        return {**found, "url": self.url} if self.url else found


@dataclass(frozen=True, slots=True)
class Formatted:
    text: str
    entities: tuple[Entity, ...]

    def of(self, kind: str) -> list[str]:
        """The parts of the text that are entities of a kind."""
        raw = self.text.encode("utf-16-le")
        found = (entity for entity in self.entities if entity.type == kind)
        return [raw[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in found]


def formatted(text: str, parse_mode: str = "") -> Formatted:
    """Raises CannotParse."""
    plain, entities = _html(text) if parse_mode == "HTML" else (text, [])
    quiet = [entity for entity in entities if entity.type in {"code", "pre"}]
    found = [e for e in _found(plain) if not any(q.offset <= e.offset < q.offset + q.length for q in quiet)]
    return Formatted(plain, tuple(sorted((*entities, *found), key=lambda entity: entity.offset)))


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def _html(text: str) -> tuple[str, list[Entity]]:
    plain, last = "", 0
    entities: list[Entity] = []
    open_: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(text):
        plain, last = plain + text[last : token.start()], token.end()
        if token["bare"] is not None:
            raise CannotParse(f"unclosed start tag at byte offset {token.start()}")
        if token["tag"] is None:
            number = token["number"] or ""
            plain += _NAMED[token["name"]] if token["name"] else chr(int(f"0{number}", 16 if "x" in number else 10))
        elif not token["end"]:
            if token["tag"] not in _TAGS and not _LINK.fullmatch(token["tag"]):
                raise CannotParse(f'unsupported start tag "{token["tag"]}" at byte offset {token.start()}')
            open_.append((token["tag"], units(plain)))
        elif not open_ or open_[-1][0].split()[0] != token["tag"]:
            raise CannotParse(f"unexpected end tag at byte offset {token.start()}")
        else:
            tag, start = open_.pop()
            link = _LINK.fullmatch(tag)
            kind = "text_link" if link else _TAGS[tag]
            entities.append(Entity(kind, start, units(plain) - start, link[1] if link else ""))
    if open_:
        raise CannotParse(f'can\'t find end tag corresponding to start tag "{open_[-1][0]}"')
    return plain + text[last:], [entity for entity in entities if entity.length]


def _found(plain: str) -> Iterator[Entity]:
    for kind, pattern in _FOUND.items():
        for match in pattern.finditer(plain):
            yield Entity(kind, units(plain[: match.start()]), units(match[0]))
