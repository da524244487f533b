"""Where a scene plays: one function a place, drawn below the horizon and, for hills and houses, a little above."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tools.starter.scenes.brush import SIDE, SUPER, Brush, Colour, gradient, mix
from tools.starter.scenes.light import Light
from tools.starter.scenes.scene import Scene
from tools.starter.scenes.sky import stars

HORIZON: Mapping[str, float] = MappingProxyType({"sea": 66, "beach": 58, "room": 88})
USUAL_HORIZON = 74.0
GRASS = {None: (124, 196, 96), "spring": (146, 208, 110), "autumn": (214, 178, 92), "winter": (242, 246, 252)}
LEAVES = {None: (72, 150, 84), "spring": (248, 178, 204), "autumn": (228, 126, 58), "winter": (206, 222, 236)}


@dataclass(frozen=True, slots=True)
class Site:
    """Where a ground is drawn. `horizon` in final pixels from the top; `r` moves what no caption speaks of."""

    brush: Brush
    scene: Scene
    light: Light
    horizon: float
    r: random.Random


def hill(b: Brush, colour: Colour, top: float, r: random.Random, swing: float = 4) -> None:
    """A soft ridge across the picture, its mean height `top`, all below it filled."""
    crest = [(x, top + r.uniform(-swing, swing)) for x in (-10, 22, 54, 86, 118, 138)]
    b.blob(colour, *crest, (150, SIDE + 20), (64, SIDE + 30), (-22, SIDE + 20))


def bush(b: Brush, colour: Colour, trunk: Colour, x: float, y: float, size: float) -> None:
    """A round tree, `size` high, its foot at (x, y)."""
    b.box(trunk, x - size * 0.06, y - size * 0.45, x + size * 0.06, y)
    b.oval(colour, x, y - size * 0.66, size * 0.3, size * 0.36)


def fir(b: Brush, colour: Colour, x: float, y: float, size: float) -> None:
    b.poly(colour, (x - size * 0.26, y), (x, y - size * 0.7), (x + size * 0.26, y))
    b.poly(colour, (x - size * 0.2, y - size * 0.38), (x, y - size), (x + size * 0.2, y - size * 0.38))


def sea(site: Site) -> None:
    b, light, horizon, r = site.brush, site.light, site.horizon, site.r
    water = gradient([light.on_ground((72, 156, 214)), light.on_ground((30, 92, 168))], round((SIDE - horizon) * SUPER))
    b.image.paste(water, (0, round(horizon * SUPER)))
    foam = light.on_ground((176, 218, 240))
    for i in range(9):
        x, y = (i * 47 % 120) + r.uniform(-5, 5), horizon + 8 + i * 6 + r.uniform(-1.5, 1.5)
        b.stroke(foam, 0.9, (x, y), (x + 4, y - 1.4), (x + 8, y), (x + 12, y - 1.4), (x + 16, y))


def beach(site: Site) -> None:
    b, light, horizon, r = site.brush, site.light, site.horizon, site.r
    water = gradient(
        [light.on_ground((64, 156, 214)), light.on_ground((112, 204, 222))], round((SIDE - horizon) * SUPER)
    )
    b.image.paste(water, (0, round(horizon * SUPER)))
    shift = r.uniform(-3, 3)
    for colour, rise in ((light.on_ground((248, 252, 252)), 0), (light.on_ground((246, 220, 164)), 2.6)):
        b.blob(colour, (-12, 88 + rise + shift), (30, 84 + rise), (70, 88 + rise - shift), (104, 82 + rise),
               (140, 84 + rise), (150, 150), (-20, 150))  # fmt: skip


def field(site: Site) -> None:
    b, scene, light, horizon, r = site.brush, site.scene, site.light, site.horizon, site.r
    grass = light.on_ground(GRASS[scene.season])
    hill(b, mix(grass, light.sky[2], 0.3), horizon - 4, r)
    hill(b, grass, horizon + 8, r, 3)
    dark = mix(grass, light.on_ground((30, 110, 60)), 0.35)
    for i in range(16):
        x, y = (i * 41 % 126) + r.uniform(-3, 3), horizon + 18 + (i * 17 % 36)
        if scene.season == "spring" and i % 2:
            b.oval(light.on_ground(((250, 180, 206), (255, 236, 140))[i % 4 // 2]), x, y, 1.7)
        elif scene.season != "winter":
            b.poly(dark, (x - 1.6, y), (x, y - 4), (x + 1.6, y))


def mountain(site: Site) -> None:
    b, scene, light, horizon, r = site.brush, site.scene, site.light, site.horizon, site.r
    rock, snow = light.on_ground((120, 134, 170)), light.on_ground((248, 250, 255))
    low = horizon + 12
    for middle, usual, half, share in ((28, 40, 40, 0.28), (104, 36, 42, 0.28), (64, 54, 46, 0.0)):
        x, high = middle + r.uniform(-5, 5), usual + r.uniform(-4, 4)
        stone = mix(rock, light.sky[2], share)
        b.poly(stone, (x - half, low), (x, low - high), (x + half, low))
        b.poly(mix(stone, light.on_ground((50, 56, 96)), 0.25), (x + half * 0.3, low), (x, low - high), (x + half, low))
        cap = 0.34 if scene.season != "winter" else 0.7
        b.poly(mix(snow, light.sky[2], share * 0.6), (x - half * cap, low - high * (1 - cap)), (x, low - high),
               (x + half * cap, low - high * (1 - cap)), (x + half * cap * 0.4, low - high * (0.9 - cap)),
               (x, low - high * (1.06 - cap)), (x - half * cap * 0.4, low - high * (0.9 - cap)))  # fmt: skip
    hill(b, light.on_ground(GRASS[scene.season]), horizon + 7, r, 3)


def forest(site: Site) -> None:
    b, scene, light, horizon, r = site.brush, site.scene, site.light, site.horizon, site.r
    grass, leaf, bark = (
        light.on_ground(GRASS[scene.season]),
        light.on_ground(LEAVES[scene.season]),
        light.on_ground((110, 80, 62)),
    )
    hill(b, mix(leaf, light.sky[2], 0.45), horizon - 14, r)
    for i in range(8):
        fir(b, mix(leaf, light.sky[2], 0.25), i * 18 + r.uniform(-3, 3), horizon + 6, 40 + r.uniform(-5, 5))
    hill(b, grass, horizon + 6, r, 2)
    for i, x in enumerate((6, 30, 100, 122)):
        bush(
            b,
            mix(leaf, light.on_ground((30, 80, 60)), 0.12 * (i % 2)),
            bark,
            x + r.uniform(-3, 3),
            horizon + 16,
            50 + r.uniform(-5, 5),
        )


def desert(site: Site) -> None:
    b, light, horizon, r = site.brush, site.light, site.horizon, site.r
    for rise, colour in ((-2, (250, 220, 158)), (12, (244, 200, 128)), (30, (234, 180, 106))):
        hill(b, light.on_ground(colour), horizon + rise, r, 6)


def city(site: Site) -> None:
    b, scene, light, horizon, r = site.brush, site.scene, site.light, site.horizon, site.r
    for row, share in ((0, 0.45), (1, 0.0)):
        x = -4.0
        while x < SIDE:
            wide, high = r.uniform(13, 20), r.uniform(26, 58) - row * 10
            wall = mix(
                light.on_ground(r.choice(((146, 158, 186), (172, 176, 196), (196, 176, 178)))), light.sky[2], share
            )
            b.box(wall, x, horizon + 12 - high, x + wide, horizon + 14)
            if row:
                _windows(b, light, x, horizon + 12 - high, wide, high, r)
            x += wide + 1.5
    snow = scene.season == "winter" or scene.weather == "snow"
    b.box(light.on_ground((236, 240, 248) if snow else (150, 154, 166)), -2, horizon + 12, SIDE + 2, SIDE + 2)
    b.box(light.on_ground((112, 116, 130)), -2, horizon + 28, SIDE + 2, SIDE + 2)
    for x in range(-4, SIDE, 24):
        b.box(light.on_ground((244, 236, 200)), x, 118, x + 13, 120)


def _windows(b: Brush, light: Light, x: float, top: float, wide: float, high: float, r: random.Random) -> None:
    pane = (255, 220, 120) if light.lamps else light.on_ground((214, 234, 248))
    for row in range(int((high - 6) // 8)):
        for column in range(2):
            if not light.lamps or r.random() < 0.7:
                left = x + wide * (0.18 + 0.4 * column)
                b.box(pane, left, top + 4 + row * 8, left + wide * 0.24, top + 8 + row * 8)


def village(site: Site) -> None:
    b, scene, light, horizon, r = site.brush, site.scene, site.light, site.horizon, site.r
    grass, leaf = light.on_ground(GRASS[scene.season]), light.on_ground(LEAVES[scene.season])
    hill(b, mix(leaf, light.sky[2], 0.5), horizon - 18, r, 6)
    hill(b, mix(grass, light.on_ground((232, 214, 176)), 0.55 if scene.season != "winter" else 0), horizon + 6, r, 2)
    for x in (8, 120):
        bush(b, leaf, light.on_ground((110, 80, 62)), x + r.uniform(-3, 3), horizon + 12, 38)
    for x, y in ((34, 12), (98, 13), (64, 17)):
        hanok(b, scene, light, x + r.uniform(-3, 3), horizon + y, 26)


def hanok(b: Brush, scene: Scene, light: Light, x: float, y: float, half: float) -> None:
    """A house with a curved roof of dark tiles, its foot at (x, y), the roof 2·half wide."""
    roof = light.on_ground((74, 84, 98) if scene.season != "winter" else (226, 234, 246))
    b.box(light.on_ground((250, 240, 218)), x - half * 0.72, y - half * 0.5, x + half * 0.72, y)
    for i in (-0.72, -0.26, 0.26, 0.72):
        b.box(light.on_ground((126, 84, 60)), x + half * i - 1, y - half * 0.5, x + half * i + 1, y)
    door = (255, 220, 130) if light.lamps else light.on_ground((206, 178, 140))
    b.box(door, x - 3.4, y - half * 0.36, x + 3.4, y)
    b.blob(roof, (x - half, y - half * 0.58), (x - half * 0.6, y - half * 0.68), (x - half * 0.46, y - half * 0.98),
           (x, y - half * 0.94), (x + half * 0.46, y - half * 0.98), (x + half * 0.6, y - half * 0.68),
           (x + half, y - half * 0.58), (x + half * 0.5, y - half * 0.46),
           (x - half * 0.5, y - half * 0.46))  # fmt: skip
    b.line(
        mix(roof, light.on_ground((20, 24, 34)), 0.35),
        1,
        (x - half * 0.46, y - half * 0.95),
        (x + half * 0.46, y - half * 0.95),
    )


def room(site: Site) -> None:
    """A wall with a window, through which the sky that is already there goes on being seen."""
    b, light, horizon = site.brush, site.light, site.horizon
    lamp = light.lamps
    wall = (206, 176, 150) if lamp else (250, 232, 208)
    left, top, right, low = 72, 16, 112, 56
    seen = b.image.crop((0, 0, SIDE * SUPER, 40 * SUPER)).resize(((right - left) * SUPER, (low - top) * SUPER))
    b.box(wall, -2, -2, SIDE + 2, horizon)
    b.box((255, 252, 244), left - 3, top - 3, right + 3, low + 3)
    b.image.paste(seen, (left * SUPER, top * SUPER))
    b.box((255, 252, 244), 91, top, 93, low)
    b.box((255, 252, 244), left, 35, right, 37)
    b.box((150, 104, 76) if lamp else (206, 156, 112), -2, horizon, SIDE + 2, SIDE + 2)
    b.box((120, 82, 62) if lamp else (178, 130, 92), -2, horizon, SIDE + 2, horizon + 2)
    b.oval((150, 96, 110) if lamp else (226, 150, 150), 64, 110, 46, 11)
    b.box((122, 88, 70), 20, 20, 46, 44)
    b.box((170, 206, 190), 23, 23, 43, 41)


def space(site: Site) -> None:
    b, r = site.brush, site.r
    b.image.paste(gradient([(14, 10, 40), (34, 20, 74), (22, 14, 54)], SIDE * SUPER))
    stars(b, 60, SIDE + 4, r)
    if r.random() < 0.5:
        x, y = r.choice((24, 104)), r.uniform(22, 30)
        b.oval((214, 140, 120), x, y, 11)
        b.oval((232, 172, 142), x - 3, y - 3, 6.5)
        b.line((240, 214, 170), 2, (x - 17, y + 4), (x + 17, y - 4))


GROUNDS: Mapping[str, Callable[[Site], None]] = MappingProxyType(
    {g.__name__: g for g in (sea, beach, field, mountain, forest, desert, city, village, room, space)}
)
