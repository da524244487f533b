"""A scene becomes a picture."""

import random

from PIL import Image

from tools.starter.scenes import animals, people, structures, things
from tools.starter.scenes.brush import SIDE, SUPER, Brush, Colour, mix
from tools.starter.scenes.grounds import GROUNDS, HORIZON, USUAL_HORIZON, Site
from tools.starter.scenes.light import LIGHTS, NONE, Coat, Light
from tools.starter.scenes.scene import Scene, Thing
from tools.starter.scenes.sky import falling, sky
from tools.starter.scenes.styles import STYLES
from tools.starter.scenes.words import COLOURS

DRAWINGS = {**animals.DRAWINGS, **people.DRAWINGS, **structures.DRAWINGS, **things.DRAWINGS}
FLYING = frozenset({"bird", "butterfly", "plane", "rocket", "balloon", "heart", "star", "lantern"})
SWIMMING = frozenset({"fish", "whale", "boat", "duck"})
HEIGHTS = {"small": 34.0, "medium": 52.0, "big": 84.0}  # final pixels
SPOTS = {"left": 34.0, "center": 64.0, "right": 94.0}
FOOT = 110.0  # where what stands on the ground has its foot, final pixels from the top
TOPS = {"table": 0.6, "car": 0.6, "bus": 0.66, "house": 0.9, "gift": 0.74, "book": 0.8, "cake": 0.78}


def paint(scene: Scene) -> Image.Image:
    """The picture of a scene, SIDE × SIDE, the same for the same scene always."""
    r = random.Random(scene.seed)
    light = LIGHTS.get("day" if scene.style == "neon" and scene.time else scene.time or "", NONE)
    image = background(scene, light, r)
    for thing, x, foot, height in layout(scene, r):
        _stand(image, scene, thing, light, x, foot, height, flip=r.random() < 0.5)
    image = falling(image, scene, r)
    return STYLES[scene.style](image.reduce(SUPER // 2)).reduce(2)


def background(scene: Scene, light: Light, r: random.Random) -> Image.Image:
    if scene.place == "plain":
        colour = _shifted(COLOURS[scene.ground or "white"], r)
        return Image.new("RGB", (SIDE * SUPER, SIDE * SUPER), colour)
    horizon = HORIZON.get(scene.place, USUAL_HORIZON) + r.uniform(-2, 2)
    image = sky(scene, light, horizon, r)
    GROUNDS[scene.place](Site(Brush(image), scene, light, horizon, r))
    return image


def layout(scene: Scene, r: random.Random) -> list[tuple[Thing, float, float, float]]:
    """Each drawing of each thing: (thing, x, foot, height) in final pixels, back to front."""
    if scene.relation is not None:
        return _related(scene, r)
    placed = []
    for thing in scene.things:
        height = HEIGHTS[thing.size] * r.uniform(0.95, 1.05)
        if thing.count == 1:
            xs = [SPOTS[thing.spot]]
            height = height if thing.spot == "center" else min(height, 64.0)
        else:
            xs = [34.0, 94.0] if thing.count == 2 else [24.0, 64.0, 104.0]
            height = min(height, 52.0 if thing.count == 2 else 36.0)
        placed += [(thing, x + r.uniform(-2.5, 2.5), _foot(scene, thing, height, r), height) for x in xs]
    return placed


def _related(scene: Scene, r: random.Random) -> list[tuple[Thing, float, float, float]]:
    first, second = scene.things
    x = 64 + r.uniform(-3, 3)
    low = 104.0 if scene.place == "plain" else 116.0
    if scene.relation == "under":
        return [(second, x, low, 92.0), (first, x + 4, low, 38.0)]
    tall = 64.0
    return [(second, x, low, tall), (first, x, low - tall * TOPS[second.kind] + 2, 42.0)]


def _foot(scene: Scene, thing: Thing, height: float, r: random.Random) -> float:
    if scene.place in ("plain", "space"):
        return 64 + height / 2 + r.uniform(-2, 2)
    if thing.kind in FLYING:
        return max(height + 6, 50 + height / 2) + r.uniform(-3, 3)
    return FOOT + (6 if thing.size == "big" else 0) + r.uniform(-2, 2)


def _stand(
    image: Image.Image, scene: Scene, thing: Thing, light: Light, x: float, foot: float, height: float, *, flip: bool
) -> None:
    floats = scene.place == "space" or thing.kind in FLYING
    swims = thing.kind in SWIMMING and scene.place in ("sea", "plain")
    if not floats and not swims:
        _foothold(image, scene, light, x, foot, height)
    coat = Coat(light.on_thing(_shifted(COLOURS[thing.colour], random.Random(scene.seed))), light)
    DRAWINGS[thing.kind](Brush(image, x, foot, height, flip=flip), coat)


def _foothold(image: Image.Image, scene: Scene, light: Light, x: float, foot: float, height: float) -> None:
    """A shadow on the ground; at sea, an islet to stand on."""
    b = Brush(image)
    if scene.place == "sea":
        b.oval(light.on_ground((246, 220, 164)), x, foot, height * 0.62, height * 0.13)
    elif scene.place != "plain" or height > 60:
        under: Colour = image.getpixel((round(x * SUPER), min(SIDE * SUPER - 1, round((foot + 1) * SUPER))))  # type: ignore[assignment]
        b.oval(mix(under, (20, 20, 50), 0.14), x, foot - 0.5, height * 0.42, height * 0.055)


def _shifted(colour: Colour, r: random.Random) -> Colour:
    """A colour within what its name allows; its hue hardly moves."""
    shade = r.uniform(-6, 6)
    red, green, blue = (max(0, min(255, round(value + shade + r.uniform(-2, 2)))) for value in colour)
    return red, green, blue
