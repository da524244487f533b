"""Plants, small things and shapes, each in the box −0.5…0.5 × −1…0."""

from tools.starter.scenes.brush import Brush, ring
from tools.starter.scenes.light import Coat

LEAF = (96, 176, 90)
BARK = (128, 86, 58)


def tree(b: Brush, c: Coat) -> None:
    b.poly(c.lit(BARK), (-0.06, -0.5), (0.06, -0.5), (0.09, 0), (-0.09, 0))
    b.oval(c.dark, -0.22, -0.52, 0.24, 0.2)
    b.oval(c.dark, 0.22, -0.52, 0.24, 0.2)
    b.oval(c.main, 0, -0.7, 0.34, 0.3)
    b.oval(c.pale, -0.1, -0.8, 0.12, 0.09)


def pine(b: Brush, c: Coat) -> None:
    b.box(c.lit(BARK), -0.06, -0.2, 0.06, 0)
    for half, low, top, colour in (
        (0.4, -0.14, -0.54, c.dark),
        (0.32, -0.38, -0.78, c.main),
        (0.23, -0.62, -1, c.main),
    ):
        b.poly(colour, (-half, low), (0, top), (half, low))


def flower(b: Brush, c: Coat) -> None:
    b.line(c.lit((70, 150, 80)), 0.06, (0, -0.02), (0, -0.56))
    b.oval(c.lit(LEAF), 0.15, -0.2, 0.15, 0.07)
    b.oval(c.lit(LEAF), -0.15, -0.28, 0.15, 0.07)
    for x, y in ring(6, 0.2, 0.5):
        b.oval(c.main, x, y - 0.68, 0.14)
    b.oval(c.lit((250, 206, 70)) if c.main[2] > 90 or c.main[1] < 160 else c.deep, 0, -0.68, 0.12)


def mushroom(b: Brush, c: Coat) -> None:
    b.blob(c.lit((248, 236, 214)), (-0.13, -0.5), (0.13, -0.5), (0.17, -0.02), (0, 0), (-0.17, -0.02))
    b.dome(c.main, 0, -0.4, 0.48, 0.52)
    b.oval(c.dark, 0, -0.4, 0.48, 0.06)
    for x, y, size in ((-0.24, -0.56, 0.07), (0.02, -0.72, 0.09), (0.26, -0.58, 0.07)):
        b.oval(c.lit((252, 250, 244)), x, y, size)


def cactus(b: Brush, c: Coat) -> None:
    b.stroke(c.main, 0.14, (-0.08, -0.32), (-0.34, -0.34), (-0.34, -0.62))
    b.stroke(c.main, 0.14, (0.08, -0.24), (0.32, -0.26), (0.32, -0.5))
    b.box(c.main, -0.14, -0.94, 0.14, 0, round_by=0.13)
    for x in (-0.05, 0.05):
        b.line(c.dark, 0.02, (x, -0.84), (x, -0.06))
    b.oval(c.lit((246, 130, 160)), 0.03, -0.94, 0.07, 0.05)


def snowman(b: Brush, c: Coat) -> None:
    snow, shade = c.lit((250, 251, 255)), c.lit((214, 224, 240))
    for x in (-1, 1):
        b.line(c.lit(BARK), 0.035, (x * 0.2, -0.44), (x * 0.44, -0.56))
    b.oval(shade, 0.02, -0.26, 0.33, 0.27)
    b.oval(snow, -0.01, -0.27, 0.31, 0.25)
    b.oval(snow, 0, -0.68, 0.22)
    b.box(c.main, -0.2, -0.54, 0.2, -0.46, round_by=0.04)
    b.box(c.main, 0.06, -0.52, 0.15, -0.3, round_by=0.03)
    b.box(c.main, -0.22, -0.88, 0.22, -0.83, round_by=0.02)
    b.box(c.main, -0.14, -1, 0.14, -0.84, round_by=0.02)
    for x in (-0.08, 0.08):
        b.oval((40, 36, 44), x, -0.73, 0.03)
    b.poly(c.lit((246, 150, 60)), (0, -0.68), (0, -0.63), (-0.17, -0.64))


def apple(b: Brush, c: Coat) -> None:
    b.stroke(c.lit(BARK), 0.05, (0, -0.7), (0.01, -0.84), (0.06, -0.96))
    b.blob(c.lit(LEAF), (0.05, -0.82), (0.2, -0.96), (0.36, -0.92), (0.22, -0.8))
    for x in (-0.17, 0.17):
        b.oval(c.main, x, -0.42, 0.29, 0.36)
    b.oval(c.main, 0, -0.3, 0.34, 0.28)
    b.oval(c.pale, -0.24, -0.54, 0.07, 0.12)


def cup(b: Brush, c: Coat) -> None:
    b.oval(c.dark, 0.3, -0.38, 0.18)
    b.oval(c.pale, 0.3, -0.38, 0.1)
    b.blob(c.main, (-0.38, -0.68), (0.3, -0.68), (0.28, -0.2), (0.16, -0.02), (-0.24, -0.02), (-0.36, -0.2))
    b.oval(c.pale, -0.04, -0.68, 0.35, 0.09)
    b.oval(c.lit((110, 70, 50)), -0.04, -0.67, 0.29, 0.06)
    for x in (-0.16, 0.06):
        b.stroke(c.lit((226, 226, 230)), 0.035, (x, -0.78), (x + 0.05, -0.86), (x, -0.92), (x + 0.04, -0.99))


def ball(b: Brush, c: Coat) -> None:
    b.oval(c.main, 0, -0.46, 0.46)
    b.blob(c.pale, (-0.14, -0.9), (0.14, -0.9), (0.22, -0.46), (0.14, -0.02), (-0.14, -0.02), (-0.22, -0.46))
    b.oval(c.main, 0, -0.84, 0.08, 0.05)


def heart(b: Brush, c: Coat) -> None:
    b.blob(c.main, (0, -0.74), (0.18, -0.94), (0.44, -0.84), (0.44, -0.52), (0.22, -0.24), (0, -0.04),
           (-0.22, -0.24), (-0.44, -0.52), (-0.44, -0.84), (-0.18, -0.94))  # fmt: skip
    b.oval(c.pale, -0.26, -0.74, 0.08, 0.06)


def star(b: Brush, c: Coat) -> None:
    outer, inner = ring(5, 0.5, -1.5708), ring(5, 0.23, -0.9425)
    b.poly(c.main, *[(x, y - 0.48) for pair in zip(outer, inner, strict=True) for x, y in pair])
    b.oval(c.pale, -0.08, -0.56, 0.07)


def umbrella(b: Brush, c: Coat) -> None:
    b.stroke(c.lit((110, 80, 60)), 0.04, (0, -0.6), (0, -0.08), (-0.05, -0.02), (-0.11, -0.06))
    b.dome(c.main, 0, -0.46, 0.5, 0.5)
    b.dome(c.pale, 0, -0.46, 0.18, 0.5)
    b.line(c.deep, 0.03, (0, -0.99), (0, -0.96))


def robot(b: Brush, c: Coat) -> None:
    b.line(c.dark, 0.03, (0, -0.9), (0, -0.96))
    b.oval(c.lit((250, 90, 90)), 0, -0.96, 0.04)
    for side in (-1, 1):
        b.box(c.dark, side * 0.13 - 0.07, -0.2, side * 0.13 + 0.07, 0, round_by=0.02)
        b.box(c.dark, side * 0.36 - 0.06, -0.52, side * 0.36 + 0.06, -0.2, round_by=0.04)
    b.box(c.main, -0.28, -0.54, 0.28, -0.16, round_by=0.06)
    b.box(c.main, -0.24, -0.9, 0.24, -0.58, round_by=0.08)
    b.box(c.deep, -0.18, -0.84, 0.18, -0.66, round_by=0.05)
    for x in (-0.09, 0.09):
        b.oval((150, 246, 240), x, -0.75, 0.05)
    b.box(c.pale, -0.14, -0.44, 0.14, -0.28, round_by=0.03)


def cake(b: Brush, c: Coat) -> None:
    b.box(c.lit((250, 236, 210)), -0.4, -0.44, 0.4, -0.02, round_by=0.05)
    b.box(c.main, -0.4, -0.56, 0.4, -0.34, round_by=0.06)
    for x in (-0.3, -0.1, 0.1, 0.3):
        b.oval(c.main, x, -0.34, 0.09, 0.08)
    for x in (-0.18, 0, 0.18):
        b.box(c.lit((250, 250, 246)), x - 0.025, -0.76, x + 0.025, -0.56)
        b.oval((255, 200, 70), x, -0.82, 0.035, 0.06)


def gift(b: Brush, c: Coat) -> None:
    ribbon = c.lit((255, 232, 130)) if c.main[0] < 240 or c.main[2] > 120 else c.lit((220, 70, 80))
    b.box(c.main, -0.38, -0.6, 0.38, 0)
    b.box(c.dark, -0.44, -0.72, 0.44, -0.54)
    b.box(ribbon, -0.07, -0.72, 0.07, 0)
    for side in (-1, 1):
        b.blob(ribbon, (0, -0.72), (side * 0.26, -0.92), (side * 0.28, -0.72))


def lantern(b: Brush, c: Coat) -> None:
    b.line(c.lit((90, 66, 54)), 0.03, (0, -1), (0, -0.86))
    b.oval(c.main, 0, -0.5, 0.38, 0.34)
    b.oval(c.pale, 0, -0.5, 0.16, 0.34)
    b.box(c.lit((90, 66, 54)), -0.18, -0.88, 0.18, -0.8, round_by=0.02)
    b.box(c.lit((90, 66, 54)), -0.18, -0.2, 0.18, -0.12, round_by=0.02)
    b.line(c.deep, 0.04, (0, -0.12), (0, -0.02))


def table(b: Brush, c: Coat) -> None:
    for x in (-0.38, 0.38):
        b.box(c.dark, x - 0.05, -0.5, x + 0.05, 0)
    b.box(c.main, -0.5, -0.6, 0.5, -0.48, round_by=0.03)


def book(b: Brush, c: Coat) -> None:
    b.poly(c.deep, (0, -0.1), (-0.48, -0.2), (-0.48, -0.8), (0, -0.7), (0.48, -0.8), (0.48, -0.2))
    b.poly(c.lit((252, 248, 236)), (0, -0.16), (-0.42, -0.26), (-0.42, -0.84), (0, -0.74))
    b.poly(c.main, (0, -0.16), (0.42, -0.26), (0.42, -0.84), (0, -0.74))


def circle(b: Brush, c: Coat) -> None:
    b.oval(c.main, 0, -0.48, 0.48)


def square(b: Brush, c: Coat) -> None:
    b.box(c.main, -0.44, -0.9, 0.44, -0.02)


def triangle(b: Brush, c: Coat) -> None:
    b.poly(c.main, (-0.5, -0.02), (0, -0.94), (0.5, -0.02))


DRAWINGS = {
    draw.__name__: draw
    for draw in (tree, pine, flower, mushroom, cactus, snowman, apple, cup, ball, heart, star, umbrella, robot, cake,
                 gift, lantern, table, book, circle, square, triangle)
}  # fmt: skip
