"""The sky above the ground: gradient, sun, moon, stars, rainbow, clouds, and what falls from it."""

import functools
import random

import numpy as np
from PIL import Image

from tools.starter.scenes.brush import SIDE, SUPER, Brush, Colour, gradient, mix
from tools.starter.scenes.light import Light
from tools.starter.scenes.scene import Scene

STAR = (255, 250, 220)
OVERCAST = {"rain": 0.6, "snow": 0.4, "fog": 0.35, "clouds": 0.08, "clear": 0.0}


def sky(scene: Scene, light: Light, horizon: float, r: random.Random) -> Image.Image:
    """A new canvas, sky from top to bottom of the picture, all that hangs in it drawn."""
    gray = mix((150, 160, 176), light.sky[1], 0.35)
    stops = [mix(stop, gray, OVERCAST[scene.weather]) for stop in light.sky]
    image = gradient(stops, round(horizon * SUPER))
    canvas = Image.new("RGB", (SIDE * SUPER, SIDE * SUPER), stops[-1])
    canvas.paste(image)
    b = Brush(canvas)
    if "stars" in scene.lights:
        stars(b, 34, horizon, r)
    if "rainbow" in scene.lights:
        rainbow(b, horizon)
    x = r.choice((26, 102)) + r.uniform(-4, 4)
    if "sun" in scene.lights:
        low = scene.time in ("sunset", "dawn")
        sun(b, x, horizon - r.uniform(4, 8) if low else r.uniform(20, 26), scene.time)
    if "moon" in scene.lights:
        moon(b, x, r.uniform(20, 28), crescent=r.random() < 0.5, night=mix(stops[0], stops[1], 0.5))
    if scene.weather in ("clouds", "rain", "snow"):
        clouds(b, mix(light.cloud, gray, OVERCAST[scene.weather]), r)
    return canvas


def stars(b: Brush, count: int, below: float, r: random.Random) -> None:
    for _ in range(count):
        b.oval(STAR, r.uniform(2, SIDE - 2), r.uniform(2, below - 6), r.choice((0.7, 0.9, 1.3)))


@functools.cache
def _halo(radius: int) -> Image.Image:
    """A round mask that fades from the middle, `2·radius` canvas pixels wide."""
    y, x = np.mgrid[-1 : 1 : 2j * radius, -1 : 1 : 2j * radius]
    return Image.fromarray((np.clip(1 - np.hypot(x, y), 0, 1) ** 1.6 * 200).astype(np.uint8))


def glow(b: Brush, colour: Colour, x: float, y: float, radius: float) -> None:
    """A soft light around a point, radius in final pixels."""
    reach = round(radius * SUPER)
    mask = _halo(reach)
    b.image.paste(colour, (round(x * SUPER) - reach, round(y * SUPER) - reach), mask)


def sun(b: Brush, x: float, y: float, time: str | None) -> None:
    colour = {"sunset": (255, 240, 190), "dawn": (255, 246, 214)}.get(time or "", (255, 222, 84))
    glow(b, mix(colour, (255, 190, 90), 0.4), x, y, 26)
    b.oval(colour, x, y, 10)


def moon(b: Brush, x: float, y: float, *, crescent: bool, night: Colour) -> None:
    if not crescent:
        glow(b, (130, 140, 200), x, y, 20)
    b.oval((252, 246, 214), x, y, 9)
    if crescent:
        b.oval(night, x + 4.5, y - 2.5, 8)


def rainbow(b: Brush, horizon: float) -> None:
    bands = ((236, 84, 84), (246, 160, 70), (250, 224, 92), (96, 190, 110), (84, 140, 230), (150, 100, 200))
    under = b.image.getpixel((SUPER * 64, round((horizon - 2) * SUPER)))
    for i, colour in enumerate(bands):
        b.dome(colour, 64, horizon + 4, 56 - i * 2.6, 58 - i * 2.6)
    b.dome((under[0], under[1], under[2]), 64, horizon + 4, 40.4, 42.4)


def clouds(b: Brush, colour: Colour, r: random.Random) -> None:
    for x0, y0 in ((28, 18), (88, 30), (54, 42))[: r.choice((2, 3))]:
        x, y, size = x0 + r.uniform(-10, 10), y0 + r.uniform(-5, 5), r.uniform(6, 8)
        b.box(colour, x - size * 1.9, y, x + size * 1.9, y + size * 0.8, round_by=size * 0.4)
        b.oval(colour, x - size * 0.8, y, size * 0.8)
        b.oval(colour, x + size * 0.35, y - size * 0.3, size * 1.05)


def falling(image: Image.Image, scene: Scene, r: random.Random) -> Image.Image:
    """Rain, snow or fog over the whole picture."""
    b = Brush(image)
    if scene.weather == "rain":
        for i in range(42):
            x, y = (i * 37 % 132) + r.uniform(-4, 4), (i * 53 % 124) + r.uniform(-4, 4)
            b.line((196, 214, 240), 0.9, (x, y), (x - 2, y + 9))
    elif scene.weather == "snow":
        for i in range(46):
            x, y = (i * 37 % 132) + r.uniform(-5, 5), (i * 53 % 126) + r.uniform(-5, 5)
            b.oval((255, 255, 255), x, y, r.choice((1.2, 1.6, 2.0)))
    elif scene.weather == "fog":
        veil = (98, 106, 134) if scene.time == "night" else (228, 230, 236)
        rows = np.interp(np.linspace(0, 1, SIDE * SUPER), (0, 0.5, 1), (90, 185, 120)).astype(np.uint8)
        mask = Image.fromarray(np.ascontiguousarray(np.broadcast_to(rows[:, None], (SIDE * SUPER, SIDE * SUPER))))
        image.paste(veil, (0, 0, SIDE * SUPER, SIDE * SUPER), mask)
    return image
