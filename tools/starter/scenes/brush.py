"""Anti-aliased vector drawing: Pillow on a canvas SUPER times as large, reduced at the end."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

SIDE = 128
SUPER = 4

Colour = tuple[int, int, int]
Point = tuple[float, float]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of b in a, 0 to 1."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def gradient(stops: Sequence[Colour], height: int, width: int = SIDE * SUPER) -> Image.Image:
    """Evenly spaced colours from top to bottom, in canvas pixels."""
    at = np.linspace(0, 1, len(stops))
    rows = np.linspace(0, 1, height)
    channels = [np.interp(rows, at, [stop[i] for stop in stops]) for i in range(3)]
    column = np.stack(channels, axis=-1).astype(np.uint8)[:, None]
    return Image.fromarray(np.ascontiguousarray(np.broadcast_to(column, (height, width, 3))))


class Brush:
    """Draws in its own units: origin at (x, y) of the picture in final pixels, `unit` final pixels to one.

    A thing is drawn in the box −0.5…0.5 × −1…0 with its foot at the origin; `flip` mirrors it.
    """

    def __init__(self, image: Image.Image, x: float = 0, y: float = 0, unit: float = 1, *, flip: bool = False) -> None:
        self.image = image
        self._draw = ImageDraw.Draw(image)
        self._x, self._y, self._unit = x * SUPER, y * SUPER, unit * SUPER
        self._sign = -1 if flip else 1

    def at(self, x: float, y: float) -> Point:
        return self._x + x * self._unit * self._sign, self._y + y * self._unit

    def poly(self, colour: Colour, *points: Point) -> None:
        self._draw.polygon([self.at(*point) for point in points], fill=colour)

    def oval(self, colour: Colour, x: float, y: float, rx: float, ry: float | None = None) -> None:
        cx, cy = self.at(x, y)
        wide, high = rx * self._unit, (rx if ry is None else ry) * self._unit
        self._draw.ellipse((cx - wide, cy - high, cx + wide, cy + high), fill=colour)

    def box(self, colour: Colour, x0: float, y0: float, x1: float, y1: float, *, round_by: float = 0) -> None:
        (left, top), (right, bottom) = self.at(x0, y0), self.at(x1, y1)
        area = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
        if round_by:
            self._draw.rounded_rectangle(area, radius=round_by * self._unit, fill=colour)
        else:
            self._draw.rectangle(area, fill=colour)

    def line(self, colour: Colour, width: float, *points: Point) -> None:
        thick = max(1, round(width * self._unit))
        path = [self.at(*point) for point in points]
        self._draw.line(path, fill=colour, width=thick, joint="curve")
        for x, y in (path[0], path[-1]):
            self._draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=colour)

    def dome(self, colour: Colour, x: float, y: float, rx: float, ry: float) -> None:
        """The upper half of an oval whose flat side lies at y."""
        cx, cy = self.at(x, y)
        wide, high = rx * self._unit, ry * self._unit
        self._draw.pieslice((cx - wide, cy - high, cx + wide, cy + high), 180, 360, fill=colour)

    def blob(self, colour: Colour, *points: Point) -> None:
        """A closed smooth curve through the points (Catmull-Rom)."""
        self._draw.polygon([self.at(*point) for point in smooth(points, closed=True)], fill=colour)

    def stroke(self, colour: Colour, width: float, *points: Point) -> None:
        """An open smooth curve through the points."""
        self.line(colour, width, *smooth(points, closed=False))


def smooth(points: Sequence[Point], *, closed: bool, steps: int = 8) -> list[Point]:
    """Catmull-Rom through the points, `steps` pieces between two of them."""
    count = len(points)
    loop = [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    path: list[Point] = []
    for i in range(count if closed else count - 1):
        p0, p1, p2, p3 = loop[i : i + 4]
        for step in range(steps):
            t = step / steps
            path.append((_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t)))
    if not closed:
        path.append(points[-1])
    return path


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def ring(count: int, radius: float, turn: float = 0) -> list[Point]:
    """`count` points on a circle around the origin, the first at angle `turn` in radians."""
    return [
        (radius * math.cos(turn + math.tau * i / count), radius * math.sin(turn + math.tau * i / count))
        for i in range(count)
    ]
