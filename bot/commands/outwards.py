"""Where a picture is to grow, as a person says it: "left", "왼쪽과 위", "16:9", "2x". Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.canvas import Canvas, Growth, around, as_it_is, towards
from bot.engine.backend import Capabilities
from bot.errors import BadOption
from bot.sizes import SMALLEST_PX, aspect_of

SUGGESTIONS = ("all", "left", "right", "up", "down", "16:9", "9:16", "1:1", "2x")
_GROWN = 0.5
"""Of a side, in the directions that are named along it, together."""
_USUAL_ZOOM = 1.5
_NARROWEST, _WIDEST = 1 / 4, 4.0

Side = Literal["left", "top", "right", "bottom"]
_ALL: tuple[Side, ...] = ("left", "top", "right", "bottom")

_SIDES: Mapping[tuple[Side, ...], tuple[str, ...]] = {
    ("left",): ("left", "leftward", "leftwards", "왼쪽", "왼", "좌", "좌측"),
    ("right",): ("right", "rightward", "rightwards", "오른쪽", "오른", "우", "우측"),
    ("top",): ("up", "top", "above", "upward", "upwards", "위", "위쪽", "상", "상단", "하늘쪽"),
    ("bottom",): ("down", "bottom", "below", "downward", "downwards", "아래", "아래쪽", "밑", "밑쪽", "하", "하단"),
    ("left", "right"): ("sides", "wide", "wider", "horizontally", "좌우", "양옆", "양쪽", "옆", "가로"),
    ("top", "bottom"): ("tall", "taller", "vertically", "위아래", "상하", "세로"),
    _ALL: ("all", "around", "everywhere", "out", "사방", "모두", "전부", "전체", "둘레", "주위", "바깥"),
}
_BY_WORD = {word: sides for sides, words in _SIDES.items() for word in words}
_FILLING = frozenset({"and", "to", "the", "on", "of", "side", "extend", "widen", "more", "그리고", "더", "넓게", "쪽"})
_WORD = re.compile(r"[^\s,.;&+/·|]+")
_PARTICLE = re.compile(r"(?:으로|로|에|을|를|만|도|과|와|랑|이랑|하고)$")
_ZOOM = re.compile(
    r"(?:zoom|zoom out|줌|줌아웃|축소)?\s*(?P<times>\d(?:\.\d{1,2})?)\s*(?:x|×|배)|zoom|zoom out|줌|줌아웃|축소"
)


@dataclass(frozen=True, slots=True)
class Outwards:
    """`sides` grow, or the picture grows to `aspect`, or it becomes `zoom` times smaller on a canvas of its size."""

    sides: frozenset[Side] = frozenset()
    aspect: float = 0.0
    zoom: float = 0.0

    def growth(self, size: tuple[int, int]) -> Growth:
        """Of a picture of that size in pixels."""
        if self.aspect:
            return towards(self.aspect, size)
        if self.zoom:
            return Growth(*4 * [(self.zoom - 1) / 2])
        across, along = self.sides & {"left", "right"}, self.sides & {"top", "bottom"}
        shares = {side: _GROWN / len(across if side in across else along) for side in self.sides}
        return Growth(*(shares.get(side, 0.0) for side in _ALL))


def outwards(typed: str) -> Outwards:
    """Nothing at all means all sides. Raises BadOption."""
    text = " ".join(unicodedata.normalize("NFKC", typed).casefold().split())
    if aspect := aspect_of(text):
        return Outwards(aspect=aspect)
    if found := _ZOOM.fullmatch(text):
        zoom = float(found["times"] or _USUAL_ZOOM)
        if not 1 < zoom <= _WIDEST:
            raise _bad(typed)
        return Outwards(zoom=zoom)
    named = [_sides(word, typed) for word in _words(text)]
    return Outwards(sides=frozenset(side for sides in named for side in sides) or frozenset(_ALL))


def canvas_of(outwards: Outwards, size: tuple[int, int], offers: Capabilities, typed: str) -> Canvas:
    """The canvas of a picture of that size. Raises BadOption where it would not grow, or be no shape to paint."""
    inner = as_it_is(size, offers.native_px, offers.max_pixels)
    canvas = around(inner, outwards.growth(inner), offers.native_px, offers.max_pixels, zoom=bool(outwards.zoom))
    grows = canvas.inner != (canvas.width, canvas.height)
    if not grows or min(canvas.width, canvas.height) < SMALLEST_PX:
        raise _bad(typed)
    if not _NARROWEST <= canvas.width / canvas.height <= _WIDEST:
        raise _bad(typed)
    return canvas


def _words(text: str) -> Iterator[str]:
    return (word for word in _WORD.findall(text) if word not in _FILLING)


def _sides(word: str, typed: str) -> tuple[Side, ...]:
    sides = _BY_WORD.get(word) or _BY_WORD.get(_PARTICLE.sub("", word))
    if sides is None:
        raise _bad(typed)
    return sides


def _bad(typed: str) -> BadOption:
    return BadOption("to", typed[:40], ", ".join(SUGGESTIONS))
