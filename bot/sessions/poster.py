"""The contact sheet of a session: its pictures in rows, with who painted them of which words. CPU work of a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from bot.images.reading import as_png
from bot.sessions.fonts import font

TILE_PX = 320
"""The width of each picture."""
_MARGIN = 32
_GAP = 24
_ARROW = 14
_TITLE_PX, _NAME_PX, _TEXT_PX, _NOTE_PX = 40, 20, 18, 14
_TEXT_LINES = 4
_PAPER, _INK, _GREY = "#faf7f2", "#222222", "#888888"


@dataclass(frozen=True, slots=True)
class Tile:
    """One entry. `png` is None where there is no picture of it; `note` is small print: seed, strength, votes."""

    png: bytes | None
    name: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Poster:
    """`rows` are drawn below each other; in a row where one goes on from the other, `arrows` show it. `whole`, a PNG
    file, is what the parts make together, above them.
    """

    title: str
    subtitle: str
    rows: Sequence[Sequence[Tile]]
    arrows: bool
    whole: bytes | None = None


def draw(poster: Poster) -> bytes:
    """A PNG file, as wide as its longest row."""
    rows = [[_tile(tile) for tile in row] for row in poster.rows]
    columns = max((len(row) for row in rows), default=1)
    width = max(2 * _MARGIN + columns * (TILE_PX + _GAP) - _GAP, 2 * _MARGIN + 2 * TILE_PX)
    head = _MARGIN + 2 * _TITLE_PX + _NAME_PX
    whole = None if poster.whole is None else _fitted(poster.whole, width - 2 * _MARGIN)
    body = head if whole is None else head + whole.height + _GAP
    heights = [max(tile.height for tile in row) for row in rows if row]
    sheet = Image.new("RGB", (width, body + sum(height + _GAP for height in heights) + _MARGIN), _PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.text((_MARGIN, _MARGIN), _cut(poster.title, font(_TITLE_PX, bold=True), width - 2 * _MARGIN),
             font=font(_TITLE_PX, bold=True), fill=_INK)  # fmt: skip
    subtitle = _cut(poster.subtitle, font(_NAME_PX), width - 2 * _MARGIN)
    pen.text((_MARGIN, _MARGIN + int(_TITLE_PX * 1.4)), subtitle, font=font(_NAME_PX), fill=_GREY)
    if whole is not None:
        sheet.paste(whole, (_MARGIN, head))
    top = body
    for row, height in zip((row for row in rows if row), heights, strict=True):
        for column, tile in enumerate(row):
            left = _MARGIN + column * (TILE_PX + _GAP)
            sheet.paste(tile, (left, top))
            if column and poster.arrows:
                _arrow(pen, left - _GAP // 2, top + TILE_PX // 2)
        top += height + _GAP
    return as_png(sheet)


def _tile(tile: Tile) -> Image.Image:
    picture = _fitted(tile.png)
    lines = _wrapped(tile.text, font(_TEXT_PX), TILE_PX, _TEXT_LINES)
    line_px = int(_TEXT_PX * 1.4)
    foot = 10 + int(_NAME_PX * 1.5) + len(lines) * line_px + (int(_NOTE_PX * 1.6) if tile.note else 0)
    canvas = Image.new("RGB", (TILE_PX, picture.height + foot), _PAPER)
    canvas.paste(picture, (0, 0))
    pen, top = ImageDraw.Draw(canvas), picture.height + 10
    name = font(_NAME_PX, bold=True)
    pen.text((0, top), _cut(tile.name, name, TILE_PX), font=name, fill=_INK)
    top += int(_NAME_PX * 1.5)
    for line in lines:
        pen.text((0, top), line, font=font(_TEXT_PX), fill=_INK)
        top += line_px
    if tile.note:
        pen.text((0, top), _cut(tile.note, font(_NOTE_PX), TILE_PX), font=font(_NOTE_PX), fill=_GREY)
    return canvas


def _fitted(png: bytes | None, width: int = TILE_PX) -> Image.Image:
    """As wide as that; a dashed nothing where there is no picture."""
    if png is None:
        return _empty()
    with Image.open(BytesIO(png), formats=("PNG",)) as file:
        picture = file.convert("RGB")
    return picture.resize((width, max(round(picture.height * width / picture.width), 1)), Image.Resampling.LANCZOS)


def empty() -> bytes:
    """A PNG file of what stands where there is no picture."""
    return as_png(_empty())


def _empty() -> Image.Image:
    canvas = Image.new("RGB", (TILE_PX, TILE_PX), "#ece7df")
    ImageDraw.Draw(canvas).line((TILE_PX // 3, TILE_PX // 2, 2 * TILE_PX // 3, TILE_PX // 2), _GREY, 2)
    return canvas


def _arrow(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    half = _ARROW // 2
    pen.polygon([(x - half, y - half), (x + half, y), (x - half, y + half)], fill=_GREY)


def _wrapped(text: str, face: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    """Lines of at most `width` pixels, broken at blanks where there are any; the last one is cut."""
    lines: list[str] = []
    left = " ".join(text.split())
    while left and len(lines) < most - 1:
        line = _first_line(left, face, width)
        lines.append(line.rstrip())
        left = left[len(line) :].lstrip()
    return [*lines, _cut(left, face, width)] if left else lines


def _first_line(text: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    if face.getlength(text) <= width:
        return text
    fits = max(_fitting(text, face, width), 1)
    blank = text.rfind(" ", 0, fits + 1)
    return text[: blank + 1] if blank > 0 else text[:fits]


def _cut(text: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    if face.getlength(text) <= width:
        return text
    return text[: max(_fitting(text, face, width - int(face.getlength("…"))), 0)].rstrip() + "…"


def _fitting(text: str, face: ImageFont.FreeTypeFont, width: int) -> int:
    """How many characters fit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if face.getlength(text[:middle]) <= width else (low, middle - 1)
    return low
