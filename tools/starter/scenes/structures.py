"""Buildings and vehicles, each in the box −0.5…0.5 × −1…0."""

from tools.starter.scenes.brush import Brush, ring
from tools.starter.scenes.light import Coat


def house(b: Brush, c: Coat) -> None:
    b.box(c.lit((150, 96, 80)), 0.16, -0.92, 0.28, -0.6)
    b.box(c.main, -0.38, -0.56, 0.38, 0)
    b.poly(c.deep, (-0.5, -0.54), (0, -0.98), (0.5, -0.54))
    b.box(c.lit((116, 74, 52)), -0.1, -0.32, 0.1, 0)
    for x in (-0.31, 0.17):
        b.box(c.lit((250, 250, 246)), x - 0.02, -0.44, x + 0.16, -0.22)
        b.box(c.window, x, -0.42, x + 0.14, -0.24)


def castle(b: Brush, c: Coat) -> None:
    b.box(c.main, -0.32, -0.5, 0.32, 0)
    for x in (-0.24, -0.06, 0.12):
        b.box(c.main, x, -0.57, x + 0.12, -0.48)
    for x in (-0.38, 0.38):
        b.box(c.dark, x - 0.12, -0.68, x + 0.12, 0)
        b.poly(c.lit((200, 70, 84)), (x - 0.15, -0.67), (x, -1), (x + 0.15, -0.67))
        b.box(c.window, x - 0.04, -0.54, x + 0.04, -0.42)
    b.box(c.lit((96, 66, 54)), -0.12, -0.2, 0.12, 0)
    b.dome(c.lit((96, 66, 54)), 0, -0.19, 0.12, 0.14)


def _tower_edge(y: float) -> float:
    """Half the width of the lighthouse at height y."""
    return 0.11 + 0.1 * (y + 0.74) / 0.74


def lighthouse(b: Brush, c: Coat) -> None:
    white = c.lit((250, 248, 242))
    b.poly(white, (-_tower_edge(-0.74), -0.74), (_tower_edge(-0.74), -0.74), (_tower_edge(0), 0), (-_tower_edge(0), 0))
    for top in (-0.7, -0.4, -0.12):
        low = top + 0.14 if top < -0.2 else 0
        b.poly(
            c.main, (-_tower_edge(top), top), (_tower_edge(top), top), (_tower_edge(low), low), (-_tower_edge(low), low)
        )
    b.box(c.deep, -0.17, -0.77, 0.17, -0.73)
    b.box((255, 236, 140), -0.09, -0.89, 0.09, -0.77)
    b.poly(c.main, (-0.14, -0.88), (0, -1), (0.14, -0.88))


def tent(b: Brush, c: Coat) -> None:
    b.poly(c.main, (-0.5, 0), (0, -0.78), (0.5, 0))
    b.poly(c.dark, (0, -0.78), (0.5, 0), (0.2, 0))
    b.poly(c.deep, (-0.16, 0), (0, -0.5), (0.16, 0))
    b.line(c.deep, 0.03, (0, -0.76), (0, -0.86))


def pagoda(b: Brush, c: Coat) -> None:
    roof = c.lit((74, 84, 96))
    for base, half in ((0, 0.36), (-0.34, 0.28), (-0.64, 0.2)):
        b.box(c.main, -half * 0.72, base - 0.22, half * 0.72, base)
        b.box(c.window, -0.06, base - 0.16, 0.06, base - 0.04)
        b.poly(
            roof, (-half * 1.35, base - 0.25), (-half * 0.7, base - 0.27), (-half * 0.5, base - 0.35),
            (half * 0.5, base - 0.35), (half * 0.7, base - 0.27), (half * 1.35, base - 0.25), (half, base - 0.19),
            (-half, base - 0.19),
        )  # fmt: skip
    b.line(roof, 0.03, (0, -0.98), (0, -1))


def windmill(b: Brush, c: Coat) -> None:
    b.poly(c.main, (-0.24, 0), (-0.15, -0.58), (0.15, -0.58), (0.24, 0))
    b.dome(c.deep, 0, -0.57, 0.18, 0.14)
    b.box(c.lit((116, 74, 52)), -0.07, -0.2, 0.07, 0)
    for x, y in ring(4, 0.44, 0.5):
        b.line(c.lit((250, 246, 236)), 0.09, (x * 0.25, y * 0.25 - 0.56), (x, y - 0.56))
    b.oval(c.deep, 0, -0.56, 0.05)


def _wheel(b: Brush, c: Coat, x: float, radius: float) -> None:
    b.oval(c.lit((46, 46, 54)), x, -radius, radius)
    b.oval(c.lit((200, 204, 210)), x, -radius, radius * 0.45)


def car(b: Brush, c: Coat) -> None:
    b.blob(c.main, (-0.3, -0.34), (-0.2, -0.58), (0.02, -0.62), (0.22, -0.56), (0.34, -0.34))
    b.poly(c.window, (-0.21, -0.37), (-0.14, -0.54), (0.0, -0.57), (0.0, -0.37))
    b.poly(c.window, (0.04, -0.37), (0.04, -0.57), (0.18, -0.53), (0.26, -0.37))
    b.box(c.main, -0.5, -0.38, 0.5, -0.12, round_by=0.1)
    b.box(c.dark, -0.48, -0.19, 0.48, -0.12, round_by=0.03)
    b.oval((255, 240, 160), -0.45, -0.28, 0.04)
    for x in (-0.28, 0.28):
        _wheel(b, c, x, 0.12)


def bus(b: Brush, c: Coat) -> None:
    b.box(c.main, -0.5, -0.66, 0.5, -0.1, round_by=0.08)
    b.box(c.dark, -0.5, -0.26, 0.5, -0.18)
    for x in (-0.42, -0.19, 0.04, 0.27):
        b.box(c.window, x, -0.56, x + 0.17, -0.34, round_by=0.02)
    for x in (-0.28, 0.28):
        _wheel(b, c, x, 0.12)


def boat(b: Brush, c: Coat) -> None:
    b.line(c.lit((122, 84, 58)), 0.035, (0, -0.98), (0, -0.2))
    b.poly(c.lit((252, 250, 242)), (0.05, -0.94), (0.05, -0.28), (0.42, -0.28))
    b.poly(c.lit((226, 228, 234)), (-0.05, -0.84), (-0.05, -0.28), (-0.34, -0.28))
    b.poly(c.main, (-0.5, -0.22), (0.5, -0.22), (0.34, 0), (-0.34, 0))
    b.poly(c.dark, (-0.41, -0.1), (0.41, -0.1), (0.34, 0), (-0.34, 0))


def plane(b: Brush, c: Coat) -> None:
    b.poly(c.dark, (-0.02, -0.5), (0.2, -0.82), (0.28, -0.82), (0.16, -0.5))
    b.poly(c.dark, (0.3, -0.52), (0.42, -0.78), (0.5, -0.78), (0.46, -0.5))
    b.oval(c.main, 0, -0.48, 0.48, 0.14)
    b.poly(c.dark, (-0.08, -0.44), (0.16, -0.44), (0.3, -0.16), (0.2, -0.16))
    for x in (-0.3, -0.16, -0.02, 0.12):
        b.oval(c.window, x, -0.52, 0.035)


def rocket(b: Brush, c: Coat) -> None:
    b.blob((255, 170, 50), (-0.1, -0.2), (0.1, -0.2), (0.04, -0.04), (0, 0), (-0.04, -0.04))
    for side in (-1, 1):
        b.poly(c.deep, (side * 0.14, -0.46), (side * 0.32, -0.16), (side * 0.12, -0.2))
    b.blob(c.main, (0, -1), (0.14, -0.78), (0.17, -0.48), (0.11, -0.19), (-0.11, -0.19), (-0.17, -0.48), (-0.14, -0.78))
    b.poly(c.deep, (0, -1), (0.12, -0.8), (-0.12, -0.8))
    b.oval(c.lit((250, 250, 246)), 0, -0.6, 0.095)
    b.oval(c.lit((130, 200, 240)), 0, -0.6, 0.07)


def balloon(b: Brush, c: Coat) -> None:
    for side in (-1, 1):
        b.line(c.lit((120, 90, 66)), 0.02, (side * 0.16, -0.34), (side * 0.08, -0.14))
    b.blob(c.main, (0, -1), (0.34, -0.84), (0.34, -0.56), (0.12, -0.3), (-0.12, -0.3), (-0.34, -0.56), (-0.34, -0.84))
    b.blob(c.pale, (0, -1), (0.14, -0.8), (0.12, -0.52), (0.04, -0.3), (-0.04, -0.3), (-0.12, -0.52), (-0.14, -0.8))
    b.box(c.lit((150, 100, 62)), -0.11, -0.15, 0.11, 0, round_by=0.03)


DRAWINGS = {
    draw.__name__: draw
    for draw in (house, castle, lighthouse, tent, pagoda, windmill, car, bus, boat, plane, rocket, balloon)
}
