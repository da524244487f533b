"""People, each in the box −0.5…0.5 × −1…0."""

from tools.starter.scenes.brush import Brush
from tools.starter.scenes.light import Coat

SKIN = (250, 210, 180)
HAIR = (70, 46, 40)


def _face(b: Brush, c: Coat) -> None:
    b.oval(c.lit(SKIN), 0, -0.82, 0.135, 0.145)
    b.dome(c.lit(HAIR), 0, -0.85, 0.15, 0.14)
    for x in (-0.055, 0.055):
        b.oval(c.lit((44, 34, 40)), x, -0.81, 0.022)
    for x in (-0.085, 0.085):
        b.oval(c.lit((250, 160, 150)), x, -0.765, 0.025, 0.018)


def woman(b: Brush, c: Coat) -> None:
    b.blob(c.lit(HAIR), (-0.18, -0.62), (-0.2, -0.9), (0, -1), (0.2, -0.9), (0.18, -0.62), (0, -0.6))
    for side in (-1, 1):
        b.line(c.lit(SKIN), 0.07, (side * 0.07, -0.24), (side * 0.07, -0.03))
        b.line(c.lit(SKIN), 0.065, (side * 0.1, -0.6), (side * 0.25, -0.4))
        b.oval(c.deep, side * 0.08, -0.025, 0.07, 0.03)
    b.poly(c.main, (-0.1, -0.67), (0.1, -0.67), (0.3, -0.18), (-0.3, -0.18))
    b.box(c.dark, -0.14, -0.47, 0.14, -0.43)
    _face(b, c)


def man(b: Brush, c: Coat) -> None:
    trousers = c.lit((70, 84, 120))
    for side in (-1, 1):
        b.box(trousers, side * 0.09 - 0.075, -0.36, side * 0.09 + 0.075, -0.04)
        b.oval(c.lit((50, 44, 50)), side * 0.11, -0.03, 0.095, 0.035)
        b.line(c.dark, 0.1, (side * 0.16, -0.6), (side * 0.27, -0.42))
        b.oval(c.lit(SKIN), side * 0.28, -0.38, 0.05)
    b.box(c.main, -0.19, -0.68, 0.19, -0.33, round_by=0.06)
    b.oval(c.lit(HAIR), 0, -0.86, 0.155, 0.14)
    _face(b, c)


def hanbok(b: Brush, c: Coat) -> None:
    jacket = c.lit((252, 244, 222))
    b.oval(c.lit(HAIR), 0.13, -0.72, 0.06)
    b.oval(c.lit(HAIR), 0, -0.84, 0.17, 0.16)
    b.blob(c.main, (-0.14, -0.58), (0.14, -0.58), (0.36, -0.22), (0.42, -0.01), (0, 0), (-0.42, -0.01), (-0.36, -0.22))
    for side in (-1, 1):
        b.stroke(c.dark, 0.02, (side * 0.06, -0.46), (side * 0.16, -0.02))
        b.blob(
            jacket,
            (side * 0.06, -0.68),
            (side * 0.22, -0.62),
            (side * 0.34, -0.4),
            (side * 0.22, -0.36),
            (side * 0.08, -0.5),
        )
    b.box(jacket, -0.15, -0.68, 0.15, -0.5, round_by=0.04)
    b.poly(c.deep, (0.01, -0.62), (0.08, -0.62), (0.1, -0.34), (0.03, -0.34))
    _face(b, c)


DRAWINGS = {draw.__name__: draw for draw in (woman, man, hanbok)}
